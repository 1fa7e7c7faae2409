// Every wait and every count of a lane, by name. Values are a lane's configuration; the defaults are the ones of the
// domain page (§10) and, where it gives none, of a lane of 15 seconds. Nothing here is a rule of law.
#pragma once

#include <chrono>

#include "common/base/instant.h"

namespace clearance {

struct LaneLimits {
  Duration document_read = std::chrono::seconds(8);  // the reader's answer
  Duration boarding = std::chrono::seconds(20);      // from the document to the person stepping in
  Duration face = std::chrono::seconds(8);           // each check's answer, from its command
  Duration booking = std::chrono::seconds(4);
  Duration temperature = std::chrono::seconds(6);
  Duration body_scan = std::chrono::seconds(6);
  Duration decision = std::chrono::seconds(10);         // the link's last word: centre, retries and offline desk
  Duration passage = std::chrono::seconds(20);          // from OpenExitDoor to TravellerLeft; then an officer is called
  Duration turning_back = std::chrono::seconds(20);     // from OpenEntryDoor to TravellerWentBack; then likewise
  Duration door = std::chrono::seconds(5);              // a door's way; then it is stuck
  Duration closed_in_alone = std::chrono::seconds(60);  // behind two closed doors without an officer being called
  Duration closed_in = std::chrono::seconds(120);       // behind two closed doors at all; then the entry door opens
  int captures = 3;                                     // rounds of one crossing's face check: the first, an officer's
  int attempts = 3;  // bursts of one round: further ones only after the traveller was told what the last one lacked
  Duration coaching = std::chrono::seconds(2);       // from that word to the next burst
  Duration picture_kept = std::chrono::minutes(30);  // a live picture, from its capture; an officer has it till then
  friend bool operator==(const LaneLimits&, const LaneLimits&) = default;
};

}  // namespace clearance
