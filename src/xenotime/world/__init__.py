"""What is: tables of places, commodities, plants, routes, demand ..., each figure with its
source."""
