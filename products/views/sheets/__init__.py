"""Pages as markup that is made once and filled in."""
