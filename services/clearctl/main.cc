// clearctl: the command line for auditors, officers and operators. Works on the ledger's file itself.

#include "common/document/portrait_picture.h"
#include "common/seal/pass_page.h"
#include "common/seal/qr_picture.h"
#include "services/clearctl/clearctl.h"

int main(int argc, char** argv) {
  const clearance::Pictures pictures{.qr_png = clearance::QrPng,
                                     .qr_svg = clearance::QrSvg,
                                     .read_qr = clearance::ReadQr,
                                     .pass_page = clearance::PassPage,
                                     .portrait_as_png = clearance::PortraitAsPng};
  return clearance::RunClearctl(argc, argv, CLEARANCE_VERSION, pictures);
}
