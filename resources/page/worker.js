// Empty: a browser takes it only over a line whose certificate it has checked.
