"""What a text names: places, persons, organisations, goods, amounts and dates, with their spans."""
