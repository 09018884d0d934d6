"""An evaluation; every array is as it should be."""
import numpy as np

def binary():
    y_true = np.array([0, 1, 0, 1, 0, 1, 1, 1])
    y_prob = np.array([0.444, 0.133, 0.568, 0.295, 0.395, 0.87 , 0.864, 0.003])
    return y_true, y_prob


def many():
    y_true = np.array([2, 1, 0, 0, 1, 0])
    logits = np.array([[ 3.156,  2.357,  0.621, -0.772],
       [-0.568, -5.578,  0.502, -1.117],
       [ 0.8  ,  0.901,  3.039, -0.866],
       [ 0.788,  3.741, -1.334,  0.115],
       [ 0.161, -3.014,  0.88 , -2.691],
       [ 3.226, -3.012,  0.603, -0.213]])
    return y_true, logits


def levels(data, prob=(0.25, 0.5, 0.75)):
    return np.quantile(data, prob)
