"""The one error of the embedded Postgres."""


class ClusterError(Exception):
    """What is wrong with the local cluster, in a sentence for the person who runs it."""
