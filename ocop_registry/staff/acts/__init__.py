"""Admin pages whose every change is an act, and the history of acts."""
