"""How the digit reader is made, judged and described; outside install and check.

``python -m training.train`` makes the model and its card, ``python -m
training.evaluate`` judges the shipped model on any zip of boxes. Only what is
imported by ``training.train`` needs PyTorch.
"""
