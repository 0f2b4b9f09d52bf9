"""A stand-in for what Colab puts into its kernels."""
