def keys_of(text):
    return ()
