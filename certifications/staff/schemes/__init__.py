"""Pages of schemes: sheets, and two versions compared."""
