// `clearctl ledger correct`: officers mend what one entry says of somebody's travel, over the centre that is running.

#include <CLI/CLI.hpp>
#include <memory>

#include "clearance/v1/review.grpc.pb.h"
#include "common/domain/date.h"
#include "common/wire/fields.h"
#include "common/wire/proto_enum.h"
#include "services/clearctl/ledger_command.h"
#include "services/clearctl/terminal.h"
#include "services/clearctl/two_person_command.h"

namespace clearance {
namespace {

constexpr char kFooter[] = R"(Examples; --centre, --ca, --certificate and --private-key stand for each:
  clearctl ledger correct --issuing-state KAZ --number N12345678 --territory CHN --position 4711 \
      --act RETURNED --ground "refused at the Kazakh hall"
  clearctl ledger correct --issuing-state KAZ --number N12345678 --territory CHN --position 4711 \
      --act CORRECTION --entry 2026-10-02 --entered-from KAZ --nationality KAZ --ground "the stamp says so"
)";

const std::vector<std::string> kTerritories = {"CHN", "KAZ", "ICBC"};

struct CorrectArguments {
  TwoPersonArguments call;
  std::string issuing_state;
  std::string number;
  std::string holder_nationality;
  std::string birth_date;
  std::string sex;
  std::string territory;
  std::uint64_t position = 0;
  std::string act;
  std::string entry;
  std::string exit;
  std::string basis{"VISA_FREE"};
  std::string entered_from;
  std::string left_to;
  std::string nationality;
  std::string provenance{"ELECTRONIC_RECORD"};
};

// What the options' own lists have let through has a value.
v1::Territory TerritoryOf(const std::string& name) {
  const auto territory = ParseTerritory(name);
  return territory ? ToProtoEnum(*territory) : v1::TERRITORY_UNSPECIFIED;
}

StatusOr<Date> DayOf(const std::string& text, std::string_view option) {
  const StatusOr<Date> day = ParseDate(text);
  if (day.ok()) return day;
  return InvalidField(option, "must be a date as 2026-11-22");
}

Status SetDay(const std::string& text, std::string_view option, v1::Date* (v1::CorrectedRecord::*field)(),
              v1::CorrectedRecord& record) {
  if (text.empty()) return OkStatus();
  ASSIGN_OR_RETURN(const Date day, DayOf(text, option));
  ToProto(day, (record.*field)());
  return OkStatus();
}

Status SetRecord(const CorrectArguments& arguments, v1::CorrectedRecord& record) {
  RETURN_IF_ERROR(SetDay(arguments.entry, "--entry", &v1::CorrectedRecord::mutable_entry, record));
  RETURN_IF_ERROR(SetDay(arguments.exit, "--exit", &v1::CorrectedRecord::mutable_exit, record));
  record.set_basis(ToProtoEnum(ParseStayBasis(arguments.basis).value_or(StayBasis::kVisaFree)));
  record.set_entered_from(TerritoryOf(arguments.entered_from));
  record.set_left_to(TerritoryOf(arguments.left_to));
  record.set_nationality(arguments.nationality);
  record.set_provenance(ToProtoEnum(ParseProvenance(arguments.provenance).value_or(Provenance::kElectronicRecord)));
  return OkStatus();
}

Status SetDocument(const CorrectArguments& arguments, v1::DocumentName& document) {
  document.set_issuing_state(arguments.issuing_state);
  document.set_number(arguments.number);
  if (arguments.birth_date.empty()) return OkStatus();
  ASSIGN_OR_RETURN(const Date born, DayOf(arguments.birth_date, "--birth-date"));
  document.set_nationality(arguments.holder_nationality);
  ToProto(born, document.mutable_birth_date());
  document.set_sex(arguments.sex == "F" ? v1::SEX_FEMALE : arguments.sex == "M" ? v1::SEX_MALE : v1::SEX_UNSPECIFIED);
  return OkStatus();
}

StatusOr<v1::CorrectRecordRequest> RequestOf(const CorrectArguments& arguments) {
  v1::CorrectRecordRequest request;
  RETURN_IF_ERROR(SetDocument(arguments, *request.mutable_document()));
  request.set_territory(TerritoryOf(arguments.territory));
  request.set_concerns_position(arguments.position);
  v1::RecordAct act = v1::RECORD_ACT_UNSPECIFIED;
  v1::RecordAct_Parse("RECORD_ACT_" + arguments.act, &act);
  request.set_act(act);
  if (act == v1::RECORD_ACT_CORRECTION) RETURN_IF_ERROR(SetRecord(arguments, *request.mutable_record()));
  request.set_ground(arguments.call.ground);
  request.set_proposal_request_id(arguments.call.confirms);
  return request;
}

int Run(const CorrectArguments& arguments) {
  auto request = RequestOf(arguments);
  if (!request.ok()) return Fail(request.status());
  return AskTwoPersonCall(
      arguments.call, [&](const std::shared_ptr<grpc::Channel>& centre, grpc::ClientContext& context,
                          const std::string& request_id, std::uint64_t& position) {
        request->set_request_id(request_id);
        v1::CorrectRecordResponse response;
        const grpc::Status status = v1::ReviewService::NewStub(centre)->CorrectRecord(&context, *request, &response);
        position = response.position();
        return status;
      });
}

void AddDocument(CLI::App& correct, CorrectArguments& arguments) {
  correct.add_option("--issuing-state", arguments.issuing_state, "Of the document the entry was made under")
      ->required();
  correct.add_option("--number", arguments.number, "Of that document, without fillers")->required();
  CLI::Option* born =
      correct.add_option("--birth-date", arguments.birth_date,
                         "Of its holder, with the next two: where several people have shown the number");
  correct.add_option("--holder-nationality", arguments.holder_nationality, "Of its holder")->needs(born);
  CLI::Option* sex = correct.add_option("--sex", arguments.sex, "Of its holder as printed; - where it is not stated")
                         ->check(CLI::IsMember({"F", "M", "-"}));
  sex->needs(born);
}

// The stay that stands in the entry's place.
void AddRecord(CLI::App& correct, CorrectArguments& arguments) {
  correct.add_option("--entry", arguments.entry, "Of a CORRECTION: the day of entry, as 2026-11-22");
  correct.add_option("--exit", arguments.exit, "The day of exit");
  correct.add_option("--entered-from", arguments.entered_from, "Where from")->check(CLI::IsMember(kTerritories));
  correct.add_option("--left-to", arguments.left_to, "Where to")->check(CLI::IsMember(kTerritories));
  correct.add_option("--nationality", arguments.nationality, "Of the document used at that entry");
  correct.add_option("--basis", arguments.basis, "On what ground")
      ->check(CLI::IsMember({"VISA_FREE", "VISA", "RESIDENCE", "OWN_NATIONAL", "OTHER"}))
      ->capture_default_str();
  correct.add_option("--provenance", arguments.provenance, "Where it is known from")
      ->check(CLI::IsMember({"ELECTRONIC_RECORD", "STAMP", "DECLARATION"}))
      ->capture_default_str();
}

}  // namespace

LedgerCommand AddLedgerCorrect(CLI::App& ledger) {
  const auto arguments = std::make_shared<CorrectArguments>();
  CLI::App* correct = ledger.add_subcommand(
      "correct", "Correct, annul or return one record of travel, by two officers of a running centre");
  correct->footer(kFooter);
  AddDocument(*correct, *arguments);
  correct->add_option("--territory", arguments->territory, "Whose side of the entry is meant")
      ->required()
      ->check(CLI::IsMember(kTerritories));
  correct->add_option("--position", arguments->position, "Of the entry, in the ledger")->required();
  correct
      ->add_option("--act", arguments->act,
                   "CORRECTION: another stay in its place; RETURNED: the exit was refused "
                   "beyond; ANNULMENT: it should not be there")
      ->required()
      ->check(CLI::IsMember({"CORRECTION", "RETURNED", "ANNULMENT"}));
  AddRecord(*correct, *arguments);
  AddTwoPersonOptions(*correct, arguments->call);
  return {correct, [arguments] { return Run(*arguments); }};
}

}  // namespace clearance
