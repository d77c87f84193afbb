"""Who may ship: measures, their status on a day, and the screening of shipments."""
