"""Who of the city's residents owes an e-KTP: figures, the list of people, campaigns, and days of recording."""
