"""What the programs of this folder share: how they take their options, show their certificate and end.

Wrong options end one with 2, as argparse does; Ctrl-C with 130; what its user can mend with 1 and a sentence.
"""

import argparse
import ssl
import sys
from pathlib import Path


def parser_of(text, *required):
    """A parser whose --help is this text, the program's docstring, with its examples as they stand there."""
    parser = argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in required:
        parser.add_argument(option, required=True)
    return parser


def channel_of(options, client):
    """To the centre over mutual TLS, with the certificate of this client of the development PKI (--pki).

    Looks at the files first: gRPC ends the program at an empty one, and says of any other only that nobody is there.
    """
    import grpc

    ca, key, certificate = files = [Path(options.pki, name + ".pem") for name in ("ca", client + "_key", client)]
    texts = [file.read_bytes() for file in files]
    for file, text in zip(files, texts):
        if b"-----BEGIN " not in text:
            sys.exit(f"{file}: holds nothing in PEM")
    tried, context = [ca], ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(ca)
        tried = [certificate, key]
        context.load_cert_chain(*tried, password="")  # never asks for one
    except ssl.SSLError as error:
        sys.exit(f"{' with '.join(map(str, tried))}: {error.reason or error}")
    return grpc.secure_channel(options.address, grpc.ssl_channel_credentials(*texts))


def ed25519_of(file):
    """The public key in this PEM file."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(file.read_bytes())
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        sys.exit(f"{file}: is no Ed25519 public key in PEM")
    return key


def run(main):
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except ImportError as error:
        sys.exit(f"{error}: --stubs is the folder that protoc has made (docs/api.md); Debian has python3-grpcio and "
                 "python3-cryptography")
    except OSError as error:
        sys.exit(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except ValueError as error:  # a number that does not fit, a text that is no UTF-8
        sys.exit(str(error))
