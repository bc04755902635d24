"""MySQL operations that compile with our compilers."""

from django.db.backends.mysql.operations import DatabaseOperations as MySQLOperations


class DatabaseOperations(MySQLOperations):
    compiler_module = "pods.db.compiler"
