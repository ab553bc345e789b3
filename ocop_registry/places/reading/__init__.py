"""How a written place is parted into units, and which units its parts may mean."""
