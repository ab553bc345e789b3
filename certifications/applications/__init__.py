"""Applications (*hồ sơ đăng ký*): taken in, pasted, completed, frozen as they were judged."""
