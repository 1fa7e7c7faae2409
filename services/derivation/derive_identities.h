// What entries say of identities, in the views: documents shown, links, links taken back and the questions they put
// before officers. Written from the entry alone; reads no clock.
#pragma once

#include <string_view>

#include "common/base/status.h"
#include "common/wire/shown_document.h"
#include "db/store.h"

namespace clearance {

// A DECISION or PASSAGE entry that carries the document shown. `nationality` is that of the document, as its body says.
Status DeriveShownDocument(Transaction& t, const StoredEntry& stored, const ShownDocument& shown,
                           std::string_view nationality);

// An IDENTITY_LINK entry. A question it puts becomes a referral.
Status DeriveIdentityLink(Transaction& t, const StoredEntry& stored);

// An IDENTITY_UNLINK entry.
Status DeriveIdentityUnlink(Transaction& t, const StoredEntry& stored);

}  // namespace clearance
