// clearctl without pictures, for the image of the centre: everything that looks after a ledger, a key or a machine, and
// none of the image libraries (docs/decisions/0022).

#include "services/clearctl/clearctl.h"

int main(int argc, char** argv) {
  return clearance::RunClearctl(argc, argv, CLEARANCE_VERSION, clearance::kNoPictures);
}
