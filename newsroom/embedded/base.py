"""Django's Postgres backend, over the embedded cluster: the first connection starts it or joins it.

``DATABASES`` entries of this engine name the cluster's folder in ``CLUSTER``; ``BINARIES`` (a folder of Postgres'
programs) and ``SERVER`` (options for the server, such as ``{"fsync": "off"}``) may be given too.
"""

import os

from django.db import OperationalError
from django.db.backends.postgresql import base, client
from psycopg import OperationalError as NotConnected

from newsroom.embedded.cluster import cluster_at
from newsroom.embedded.errors import ClusterError
from newsroom.embedded.server import OWNER, PORT


class DatabaseClient(client.DatabaseClient):
    def runshell(self, parameters):
        """``dbshell``, with the psql that came with the server where there is one."""
        self.connection.ensure_connection()
        psql = self.connection.cluster.server.program("psql")
        if os.access(psql, os.X_OK):
            self.executable_name = str(psql)
        super().runshell(parameters)

    def settings_to_cmd_args_env(self, settings_dict, parameters):
        arguments, environment = super().settings_to_cmd_args_env(settings_dict, parameters)
        return [self.executable_name, *arguments[1:]], environment


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient

    def __init__(self, settings_dict, *args, **kwargs):
        self.cluster = cluster_at(
            settings_dict["CLUSTER"], settings_dict.get("BINARIES"), tuple(settings_dict.get("SERVER", {}).items())
        )
        settings_dict |= {"HOST": str(self.cluster.server.socket_folder), "PORT": PORT, "USER": OWNER}
        super().__init__(settings_dict, *args, **kwargs)

    def get_new_connection(self, conn_params):
        """A connection, with the server started, joined or, when it died under us, started again."""
        try:
            self.cluster.join()
            try:
                return super().get_new_connection(conn_params)
            except NotConnected:
                self.cluster.revive()
                return super().get_new_connection(conn_params)
        except ClusterError as error:
            raise OperationalError(str(error)) from error
