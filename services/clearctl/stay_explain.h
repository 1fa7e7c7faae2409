// `clearctl stay explain` and `clearctl stay plan`: one person's stay, from days given on the command line or from the
// ledger, which is only read. Personal data go to standard output where they are asked for, never into an error.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/domain/decision.h"
#include "common/domain/stay_account.h"
#include "services/clearctl/stay_regimes.h"

namespace clearance {

inline constexpr int kExitNotAllLawful = 3;

// As on the command line; what is not said is empty.
struct ExplainArguments {
  std::string rules{kShippedBook};   // file of a rule book
  std::string regime{};              // "ID" or "ID@HOST"
  std::vector<std::string> stays{};  // "2026-06-01..2026-06-30", "2026-11-01.." where it goes on
  std::vector<std::string> planned{};
  std::string on{};  // empty: today in the host state
  int days = 1;
  bool inside = false;  // ask about the present stay, also on its last day
  std::string route{};  // "icbc": the stay goes on after a trip into ICBC
  std::string language = "en";
  bool json = false;
  bool ascii = false;

  // A person of the ledger instead of stays and a regime.
  std::string database{};
  std::string lookup_key{};
  std::string issuing_state{};
  std::string number{};
  std::string nationality{};
  std::string kind{};
  std::string territory{};
  std::string birth_date{};  // with `sex`: of two people who have shown one number, which
  std::string sex{};
};

struct ExplainedStay {
  StayAccount account{};
  // What the ledger's record can know; absent for stays of the command line, which are taken to be all there were.
  std::optional<HistoryCompleteness> completeness{};
  std::optional<Date> complete_from{};
  std::string rule_book_version{};
};

// The account that `arguments` ask for. INVALID_ARGUMENT names the option at fault.
StatusOr<ExplainedStay> Explain(const ExplainArguments& arguments);

// The whole commands; their exit codes: 0, 1 when it could not be done, and for the plan kExitNotAllLawful.
int RunExplain(const ExplainArguments& arguments);
int RunPlan(const ExplainArguments& arguments);

}  // namespace clearance
