"""The council (*hội đồng*): its members, attendance and conflicts of interest; their sheets within."""
