"""What the programs of this folder share: how they take their options, show their certificate and end.

Wrong options end one with 2, as argparse does; Ctrl-C with 130; what its user can mend with 1 and a sentence.
"""

import argparse
import sys
from pathlib import Path


def parser_of(text, *required):
    """A parser whose --help is this text, the program's docstring, with its examples as they stand there."""
    parser = argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in required:
        parser.add_argument(option, required=True)
    return parser


def channel_of(options, client):
    """To the centre over mutual TLS, with the certificate of this client of the development PKI (--pki)."""
    import grpc

    ca, key, certificate = (Path(options.pki, name + ".pem").read_bytes() for name in ("ca", client + "_key", client))
    return grpc.secure_channel(options.address, grpc.ssl_channel_credentials(ca, key, certificate))


def run(main):
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except ImportError as error:
        sys.exit(f"{error}: --stubs is the folder that protoc has made (docs/api.md); Debian has python3-grpcio")
    except OSError as error:
        sys.exit(f"{error.filename}: {error.strerror}" if error.filename else str(error))
