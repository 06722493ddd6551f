/**
 * How MLflow logs in to PostgreSQL: by IAM, and so without a password that could be rotated or lost. SQLAlchemy asks for
 * what a new connection needs each time it opens one, and a few lines of Python answer with a token that is worked out
 * on the spot from the credentials of the pod's role; nothing has to be renewed in time.
 * https://docs.sqlalchemy.org/en/20/core/engines.html#generating-dynamic-authentication-tokens
 *
 * The user comes from a job that runs before the server does, as does each upgrade of the tables. It alone reads the
 * master user's secret, when it runs and by a role of its own.
 */

export const databaseName = 'mlflow';
export const databaseUser = 'mlflow';

/** Where the scripts are mounted, and where the certificates of RDS are put. */
export const scriptFolder = '/opt/database';
export const trustFolder = '/opt/trust';
export const trustFile = `${trustFolder}/rds.pem`;

/** Python imports a module of this name whenever it starts, and MLflow starts several processes. */
const tokens = `"""Logs in to PostgreSQL by IAM: each new connection brings a token of its own."""
import os

import boto3
from sqlalchemy import event
from sqlalchemy.dialects.postgresql.psycopg2 import PGDialect_psycopg2

rds = boto3.client("rds", region_name=os.environ["AWS_REGION"])


@event.listens_for(PGDialect_psycopg2, "do_connect")
def bring_token(dialect, record, arguments, parameters):
    parameters["password"] = rds.generate_db_auth_token(
        DBHostname=parameters["host"], Port=int(parameters["port"]), DBUsername=parameters["user"]
    )
`;

const trust = `"""Fetches the certificates by which the databases of RDS are known in this region."""
import os
import urllib.request

with urllib.request.urlopen(os.environ["TRUST_URL"], timeout=60) as answer:
    certificates = answer.read()
with open(os.environ["PGSSLROOTCERT"], "wb") as file:
    file.write(certificates)
`;

/**
 * The master user is done with the database before the new user may log in by IAM: whoever is a member of \`rds_iam\`,
 * even by way of another role, has no password any more.
 */
const preparation = `"""Makes the database and the user of MLflow where they are not there yet, and brings its tables up to date."""
import json
import os
from contextlib import closing

import boto3
import psycopg2
from psycopg2 import sql
from sqlalchemy.exc import OperationalError

from mlflow.store.db.utils import _initialize_tables, create_sqlalchemy_engine

DATABASE = os.environ["DATABASE_NAME"]
USER = os.environ["DATABASE_USER"]
names = {"database": sql.Identifier(DATABASE), "user": sql.Identifier(USER)}


def connect(master, database):
    connection = psycopg2.connect(dbname=database, user=master["username"], password=master["password"])
    connection.autocommit = True
    return connection


def run(cursor, *statements):
    for statement in statements:
        cursor.execute(sql.SQL(statement).format(**names))


def prepare():
    secrets = boto3.client("secretsmanager", region_name=os.environ["AWS_REGION"])
    master = json.loads(secrets.get_secret_value(SecretId=os.environ["MASTER_SECRET_ARN"])["SecretString"])
    with closing(connect(master, "postgres")) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (USER,))
        if cursor.fetchone() is None:
            run(cursor, "CREATE ROLE {user} LOGIN")
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,))
        if cursor.fetchone() is None:
            run(cursor, "CREATE DATABASE {database}")
        with closing(connect(master, DATABASE)) as inside, inside.cursor() as there:
            run(
                there,
                "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
                "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {user}",
                "GRANT USAGE, CREATE ON SCHEMA public TO {user}",
            )
        run(cursor, "GRANT rds_iam TO {user}")


def engine():
    made = create_sqlalchemy_engine(os.environ["DATABASE_URI"])
    with made.connect():
        return made


try:
    ready = engine()
except OperationalError as error:
    print(f"{USER} can't log in yet: {error}")
    prepare()
    ready = engine()
_initialize_tables(ready)
`;

/** File name -> text. */
export const scripts = {
  'sitecustomize.py': tokens,
  'fetch_trust.py': trust,
  'prepare_database.py': preparation,
} as const;

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html */
export function trustUrl(region: string): string {
  const file = `${region}/${region}-bundle.pem`;
  if (region.startsWith('cn-')) return `https://rds-truststore.s3.cn-north-1.amazonaws.com.cn/${file}`;
  if (region.startsWith('us-gov-')) return `https://truststore.pki.us-gov-west-1.rds.amazonaws.com/${file}`;
  return `https://truststore.pki.rds.amazonaws.com/${file}`;
}
