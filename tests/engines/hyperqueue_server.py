"""A HyperQueue server with one worker, until its input ends: started by the tests' HyperQueue."""

import sys

from hyperqueue import LocalCluster
from hyperqueue.cluster import WorkerConfig

if __name__ == "__main__":
    with LocalCluster(sys.argv[1], WorkerConfig(cores=3)):
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.read()
