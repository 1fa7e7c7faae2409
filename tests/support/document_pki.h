// The development PKI of travel documents: one include for whoever needs an authority, a signer, a chip, a list.
// For tests and the demo only; no program that guards a border links it.
#pragma once

#include "tests/support/pki_certificate.h"
#include "tests/support/pki_chip.h"
#include "tests/support/pki_cms.h"
#include "tests/support/pki_document.h"
#include "tests/support/pki_files.h"
#include "tests/support/pki_key.h"
#include "tests/support/pki_master_list.h"
