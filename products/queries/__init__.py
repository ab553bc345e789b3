"""Reading the public register: filters, orders, counts and the check. Pages, exports and the API
all ask here."""
