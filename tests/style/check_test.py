"""Plants one violation at a time in a small clean tree and sees each caught, and the clean tree pass."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from check import LAYERS, violations  # noqa: E402
from layer_rules import Layers, covers  # noqa: E402
from proto_rules import parse  # noqa: E402
from purity_rules import keeps_state, scopes  # noqa: E402
from source_tree import without_comments_and_strings  # noqa: E402

# A tree that breaks no rule: one file of each kind the checks look at.
CLEAN = {
    "common/base/status.h": "// Errors.\n#pragma once\n#include <string>\n",
    "common/base/clock.h": "// Time.\n#pragma once\n",
    "common/base/error_reasons.h": '// Reasons.\n#pragma once\n'
                                   'inline constexpr std::string_view kNotFound = "NOT_FOUND";\n',
    "common/domain/date.h": '// Days.\n#pragma once\n#include <chrono>\n#include "common/base/status.h"\n',
    "common/rules/decide.h": '// Decides.\n#pragma once\n#include "common/domain/date.h"\n',
    "common/rules/decide.cc": '#include "common/rules/decide.h"\n\nnamespace clearance {\nint Count() { return 1; }\n'
                              '}\n',
    "common/wire/wire.h": '// Wire.\n#pragma once\n#include "clearance/v1/types.pb.h"\n',
    "db/store.h": '// Store.\n#pragma once\n#include "common/domain/date.h"\n',
    "services/booking/booking_service.cc": '// Service.\n#include <grpcpp/grpcpp.h>\n'
                                           '#include "clearance/v1/types.pb.h"\n#include "db/store.h"\n',
    "services/booking/desk.h": "// Desk.\n#pragma once\n",
    "services/booking/slots.h": '// Slots.\n#pragma once\n#include "common/domain/date.h"\n',
    "gate-agent/lane/step.h": '// Step.\n#pragma once\n#include "common/domain/date.h"\n',
    "gate-agent/agent/runner.h": '// Runner.\n#pragma once\n#include "gate-agent/lane/step.h"\n',
    "gate-agent/vision/networks.cc": '// Networks.\nModel kModel{"a.onnx", "' + "a" * 64 + '"};\n',
    "gate-agent/vision/models.sha256": "# list\n" + "a" * 64 + " a.onnx required MIT owner/name - -\n",
    "tests/property/oracle_test.cc": '// Oracle.\n#include "services/booking/desk.h"\n'
                                     '#include "gate-agent/lane/step.h"\n',
    "proto/clearance/v1/demo.proto": """// Demo.
syntax = "proto3";

package clearance.v1;

// Sides.
enum Side {
  // Not said.
  SIDE_UNSPECIFIED = 0;
  // Out.
  SIDE_EXIT = 1;
}

// Asks.
message DecideRequest {
  // Required. UUID.
  string request_id = 1;
  oneof what {
    // Optional. A day.
    string day = 2 [deprecated = true];
  }
}

// Answers.
message DecideResponse {
  // Output only. By name.
  map<string, Side> sides = 1;
}

// Asks for a list.
message ListSidesRequest {
  // Optional. 1..100.
  int32 page_size = 1;
  // Optional. Where to go on.
  string page_token = 2;
}

// A page.
message ListSidesResponse {
  // Output only. Where to go on.
  string next_page_token = 1;
}

// Serves.
service DemoService {
  // Decides.
  rpc Decide(DecideRequest) returns (DecideResponse);
  // Lists.
  rpc ListSides(ListSidesRequest) returns (stream ListSidesResponse) {}
}
""",
    "common/domain/inspection.cc": '#include "common/domain/inspection.h"\n'
                                   'constexpr Table kNames = {{InspectionReason::kNone, "NONE"}, '
                                   '{InspectionReason::kHashDiffers, "HASH_DIFFERS"}};\n',
    "common/domain/inspection.h": "// Inspection.\n#pragma once\n",
    "docs/documents.md": "| check | result | reason | what | meets |\n|---|---|---|---|---|\n"
                         "| hashes | failed | `HASH_DIFFERS` | altered | an officer |\n",
    "cmake/packages.txt": "# list\ncmake\n",
    "docs/dependencies.md": "| package | why |\n|---|---|\n| `cmake` | builds |\n",
    "docs/errors.md": "| reason | code | when | do |\n|---|---|---|---|\n| NOT_FOUND | NOT_FOUND | absent | look |\n",
    "docs/api.md": """Yet any call may come back with UNAVAILABLE.

| rpc | does | callers | reasons of its own |
|---|---|---|---|
| `DemoService.Decide` | writes | gate | NOT_FOUND |
| `DemoService.ListSides` | streams | gate, officer | |
""",
    "README.md": "See the [pages](docs/README.md) and [elsewhere](https://example.org).\n",
    "docs/README.md": "See [errors](errors.md#table), [API](api.md), [documents](documents.md), "
                      "[dependencies](dependencies.md).\n",
}

PROTO = "proto/clearance/v1/demo.proto"

API = "docs/api.md"

# What is planted (path, the text that is replaced or None to append, the new text) and a part of the complaint.
PLANTED = [
    # layers
    ("common/base/status.h", None, '#include "common/domain/date.h"\n',
     "common/base may not include common/domain/date.h"),
    ("common/domain/date.h", None, '#include "common/rules/decide.h"\n', "common/domain may not include"),
    ("common/rules/decide.h", None, '#include "db/store.h"\n', "common/rules may not include"),
    ("db/store.h", None, '#include "common/rules/decide.h"\n', "db may not include"),
    ("services/booking/slots.h", None, '#include "db/store.h"\n', "services/booking/slots may not include"),
    ("services/booking/slots.h", None, '#include "services/booking/desk.h"\n',
     "services/booking/slots may not include"),
    ("services/booking/desk.h", None, '#include "gate-agent/lane/step.h"\n', "never include each other"),
    ("gate-agent/agent/runner.h", None, '#include "services/booking/desk.h"\n', "never include each other"),
    ("gate-agent/lane/step_test.cc", None, '// T.\n#include "services/booking/desk.h"\n', "never include each other"),
    ("gate-agent/lane/step.h", None, '#include "gate-agent/agent/runner.h"\n', "gate-agent/lane may not include"),
    ("db/store.h", None, '#include "tests/property/oracle.h"\n', "does not exist"),
    ("db/store.h", None, '#include "ledger.h"\n', "from the project's root"),
    ("extra/thing.h", None, "// Thing.\n#pragma once\n", "does not know"),
    # generated types and headers from outside
    ("db/store.h", None, '#include "clearance/v1/types.pb.h"\n', "generated proto types may not appear"),
    ("services/booking/desk.h", None, "void Book(const v1::Booking& booking);\n", "generated proto type: v1::Booking"),
    ("services/booking/desk.h", None, "namespace v1 { class Booking; }\n", "generated proto type"),
    ("services/booking/desk.h", None, "#include <openssl/evp.h>\n", "belongs behind common/crypto"),
    ("gate-agent/agent/runner.h", None, "#include <opencv2/core.hpp>\n", "belongs behind"),
    ("common/wire/wire.h", None, '#include "date/tz.h"\n', "belongs behind common/zones"),
    ("README.md", None, "\n" * 50, "has 51 lines"),
    ("README.md", None, "x" * 121 + "\n", "has 121 columns"),
    ("README.md", "[pages](docs/README.md)", "pages", "does not lead to docs/README.md"),
    ("docs/README.md", "[API](api.md), ", "", "does not lead to docs/api.md"),
    # the table of rpcs
    (API, "| `DemoService.Decide` | writes | gate | NOT_FOUND |\n", "NOT_FOUND\n",
     "does not tell of DemoService.Decide"),
    (API, "| writes |", "| reads |", "DemoService.Decide writes"),
    (API, "| streams |", "| reads |", "DemoService.ListSides streams"),
    (API, "| gate |", "| passer-by |", "passer-by is no role"),
    (API, "| gate |", "| |", "needs four cells"),
    (API, "| NOT_FOUND |", "| NOT_FOUND, LOST |", "LOST is no constant"),
    (API, "| NOT_FOUND |", "| |", "does not say which rpc answers with NOT_FOUND"),
    (API, "UNAVAILABLE", "NOT_FOUND", "NOT_FOUND is told of any call, or of none"),
    (API, None, "\nReasons that no rpc answers with: NOT_FOUND.\n", "NOT_FOUND is told of any call, or of none"),
    (PROTO, "// Lists.", "// Lists. NOT_FOUND without any.", "DemoService.ListSides answers with NOT_FOUND"),
    (PROTO, "Where to go on.", "Where to go on; NOT_FOUND for none.", "DemoService.ListSides answers with NOT_FOUND"),
    (API, "`DemoService.Decide`", "`DemoService.Judge`", "no rpc DemoService.Judge"),
    (API, "| `DemoService.ListSides`", "| `DemoService.Decide` | writes | gate | |\n| `DemoService.ListSides`",
     "is told of twice"),
    # purity
    ("common/domain/date.h", None, "#include <mutex>\n", "pure code may not include mutex"),
    ("common/domain/date.h", None, "#include <fmt/format.h>\n", "pure code may not include fmt/format.h"),
    ("common/domain/date.h", None, '#include "common/base/clock.h"\n', "pure code may not include common/base/clock.h"),
    ("common/rules/decide.cc", "return 1;", "return std::chrono::system_clock::now().time_since_epoch().count();",
     "names a clock: system_clock"),
    ("common/rules/decide.cc", "int Count", "using Clock = std::chrono::steady_clock;\nint Count",
     "names a clock: steady_clock"),
    ("common/rules/decide.cc", "int Count", "using std::chrono::file_clock;\nint Count", "names a clock: file_clock"),
    ("common/rules/decide.cc", "return 1;", "return our_clock::now();", "names a clock: our_clock::"),
    ("common/rules/decide.cc", "return 1;", "return time(nullptr);", "reads a clock: time("),
    ("common/rules/decide.cc", "return 1;", "return std::time(nullptr);", "reads a clock: time("),
    ("common/rules/decide.cc", "return 1;", "return ::time (nullptr);", "calls the C library or the system: ::time ("),
    ("common/rules/decide.cc", "return 1;", "return 2*clock();", "reads a clock: clock("),
    ("common/rules/decide.cc", "return 1;", "timespec t; clock_gettime(0, &t); return 1;",
     "reads a clock: clock_gettime("),
    ("common/rules/decide.cc", "return 1;", "timeval t; gettimeofday(&t, nullptr); return 1;",
     "reads a clock: gettimeofday("),
    ("common/rules/decide.cc", "return 1;", "return localtime_r(&t, &day)->tm_mday;", "reads a clock: localtime_r("),
    ("common/rules/decide.cc", "return 1;", "return __TIME__[0];", "reads a clock, the compiler's"),
    ("common/rules/decide.cc", "return 1;", "return std::chrono::current_zone() != nullptr;", "reads the time zones"),
    ("common/rules/decide.cc", "return 1;", "return std::system(kText);", "reaches out of its process: system("),
    ("common/rules/decide.cc", "return 1;", "return popen(kText, kText) != nullptr;",
     "reaches out of its process: popen("),
    ("common/rules/decide.cc", "return 1;", "exit(1);", "ends its process"),
    ("common/rules/decide.cc", "return 1;", "return getenv(kText) != nullptr;", "reads the environment: getenv("),
    ("common/rules/decide.cc", "return 1;", "return rand();", "uses randomness: rand("),
    ("common/rules/decide.cc", "return 1;", "std::random_device device; return device();",
     "uses randomness: random_device"),
    ("common/rules/decide.cc", "return 1;", "return std::async(Count).get();", "uses threads: std::async"),
    ("common/rules/decide.cc", "return 1;", "pthread_t t; return 1;", "uses threads: pthread_t"),
    ("common/rules/decide.cc", "return 1;", "nanosleep(&t, nullptr); return 1;", "uses threads: nanosleep("),
    ("common/rules/decide.cc", "return 1;", "return puts(kText);", "touches files or output: puts("),
    ("common/rules/decide.cc", "return 1;", "return std::fputs(kText, stderr);", "touches files or output: stderr"),
    ("common/rules/decide.cc", "int Count", "using namespace std;\nint Count", "hides what is of std"),
    ("common/rules/decide.cc", "return 1;", "return std::rand();", "uses randomness"),
    ("common/rules/decide.cc", "return 1;", "std::lock_guard<M> l(m); return 1;", "uses locks"),
    ("common/rules/decide.cc", "return 1;", 'std::printf("x"); return 1;', "touches files or output"),
    ("common/rules/decide.cc", "return 1;", "static int calls = 0; return ++calls;",
     "mutable state: static int calls = 0"),
    ("common/rules/decide.cc", "int Count", "int g_count = 0;\nint Count", "mutable state: int g_count = 0"),
    ("common/rules/decide.cc", "int Count", "std::vector<int> seen{1, 2};\nint Count",
     "mutable state: std::vector<int> seen"),
    ("common/rules/decide.cc", "int Count", "const char* names[2];\nint Count", "mutable state: const char* names[2]"),
    ("common/rules/decide.h", None, "class A {\n private:\n  mutable int hits_ = 0;\n};\n",
     "mutable state: mutable int hits_"),
    ("common/rules/decide.h", None, "class A {\n  static inline int made_ = 0;\n};\n",
     "mutable state: static inline int made_"),
    ("gate-agent/lane/step.h", None, "#include <thread>\n", "pure code may not include thread"),
    ("services/booking/slots.h", None, "#include <fstream>\n", "pure code may not include fstream"),
    # names and shape
    ("db/store.h", None, "class StoreManager;\n", "name the type after what it is: StoreManager"),
    ("db/store.h", None, "struct EntryInfo { int a; };\n", "name the type after what it is: EntryInfo"),
    ("db/store.h", None, "using StoreImpl = int;\n", "name the type after what it is: StoreImpl"),
    ("db/store_util.h", None, "// U.\n#pragma once\n", "name the file after what it holds"),
    ("db/store.h", "#pragma once\n", "", "needs #pragma once"),
    ("db/store.h", "// Store.\n", "", "opens with a comment"),
    ("db/store.h", None, "using namespace std;\n", "no using namespace"),
    ("db/store.h", None, "// TO" "DO: more\n", "unfinished"),
    ("tests/property/oracle_test.cc", None, "void F() { std::this_thread::sleep_for(kLong); }\n", "never sleeps"),
    ("db/store.h", None, 'void F() { LogInfo("rule book", {}); }\n', "named like_this: rule book"),
    ("db/store.h", None, 'void F() {\n  LogError(\n    "Lost");\n}\n', "named like_this: Lost"),
    # proto
    (PROTO, "package clearance.v1;", "package clearance.v2;", "package must be clearance.v1"),
    (PROTO, "// Asks.\n", "", "message DecideRequest needs a comment"),
    (PROTO, "// Asks.\n", "// Asks\n", "message DecideRequest needs a comment, in a sentence"),
    (PROTO, "// Sides.\n", "", "enum Side needs a comment"),
    (PROTO, "  // Out.\n", "", "value SIDE_EXIT needs a comment"),
    (PROTO, "  // Decides.\n", "", "rpc Decide needs a comment"),
    (PROTO, "// Serves.\n", "", "service DemoService needs a comment"),
    (PROTO, "// Required. UUID.", "// UUID.", "the comment of request_id begins with"),
    (PROTO, "// Optional. A day.", "// A day.", "the comment of day begins with"),
    (PROTO, "// Output only. By name.", "// By name.", "the comment of sides begins with"),
    (PROTO, "// Required. UUID.", "// Required.", "the comment of request_id says in a sentence what it is"),
    (PROTO, "// Optional. A day.", "// Optional. A day", "the comment of day says in a sentence what it is"),
    (PROTO, "// Output only. By name.", "// Output only. --.", "the comment of sides says in a sentence what it is"),
    (PROTO, "SIDE_UNSPECIFIED = 0", "SIDE_NONE = 0", "begins with SIDE_UNSPECIFIED = 0"),
    (PROTO, "SIDE_UNSPECIFIED = 0", "GATE_UNSPECIFIED = 0", "begins with SIDE_UNSPECIFIED = 0"),
    (PROTO, "SIDE_UNSPECIFIED = 0", "SIDE_UNSPECIFIED = 3", "begins with SIDE_UNSPECIFIED = 0"),
    (PROTO, "SIDE_EXIT", "EXIT", "value EXIT begins with its enum's name, SIDE_"),
    (PROTO, "SIDE_EXIT", "SIDE_Exit", "value SIDE_Exit is written in CAPITALS_WITH_UNDERSCORES"),
    (PROTO, "SIDE_EXIT", "SIDE_UNSPECIFIED", "value SIDE_UNSPECIFIED is the first"),
    (PROTO, None, "// X.\nenum GateSide {\n  // X.\n  GATESIDE_UNSPECIFIED = 0;\n}\n",
     "begins with GATE_SIDE_UNSPECIFIED = 0"),
    (PROTO, None, "// X.\nenum gate_side {\n  // X.\n  GATE_SIDE_UNSPECIFIED = 0;\n}\n",
     "enum gate_side is written in PascalCase"),
    (PROTO, None, "// X.\nmessage foo_thing {}\n", "message foo_thing is written in PascalCase"),
    (PROTO, None, "// X.\nmessage Foo {\n  // X.\n  message HTTPBar {}\n}\n",
     "message HTTPBar is written in PascalCase"),
    (PROTO, "service DemoService", "service demo_service", "service demo_service is written in PascalCase"),
    (PROTO, "rpc Decide(", "rpc decide(", "rpc decide is written in PascalCase"),
    (PROTO, "string day", "string Day", "field Day is written in snake_case"),
    (PROTO, "string request_id", "string requestId", "field requestId is written in snake_case"),
    (PROTO, "oneof what", "oneof What", "oneof What is written in snake_case"),
    (PROTO, "string request_id = 1;", "string other = 1;", "its request has a request_id"),
    (PROTO, "rpc Decide(DecideRequest)", "rpc Decide(ListSidesRequest)", "a request of its own, DecideRequest"),
    (PROTO, "rpc Decide(DecideRequest)", "rpc Decide(stream DecideRequest)", "rpc Decide takes one request"),
    (PROTO, "string next_page_token", "string token", "is paged"),
    (PROTO, "message DecideResponse {", "message DecideResponse { nonsense", "proto not understood: line"),
    (PROTO, "string day", "string ground", "the comment of ground calls it a ground (types.proto)"),
    (PROTO, "string day", "string reason", "the comment of reason calls it a ground (types.proto)"),
    (PROTO, "// Optional. A day.", "// Optional. Up to 9 characters.",
     "the comment of day calls it a text (types.proto)"),
    (PROTO, None, "// X.\nmessage SlotData {}\n", "name the message after what it is: SlotData"),
    # documents
    ("common/base/error_reasons.h", None, 'inline constexpr std::string_view kGone = "GONE";\n',
     "does not explain GONE"),
    ("docs/errors.md", None, "| LOST | NOT_FOUND | absent | look |\n", "LOST is no constant"),
    ("docs/errors.md", "| NOT_FOUND | absent", "| MISSING | absent", "MISSING is no canonical code"),
    ("docs/errors.md", "| absent | look |", "| absent |", "needs four cells"),
    ("db/store.h", None, "auto E() { return Error(StatusCode::kDataLoss,\n error_reason::kNotFound); }\n",
     "does not say that NOT_FOUND comes with DATA_LOSS"),
    ("common/domain/inspection.cc", None, 'constexpr Table kMore = {{InspectionReason::kListed, "LISTED"}};\n',
     "does not explain LISTED"),
    ("docs/documents.md", None, "| hashes | failed | `HASH_GONE` | altered | an officer |\n", "HASH_GONE is no name"),
    ("docs/documents.md", "`HASH_DIFFERS`", "a difference", "does not explain HASH_DIFFERS"),
    ("cmake/packages.txt", None, "ninja-build\n", "does not say why ninja-build"),
    ("docs/dependencies.md", None, "| `curl` | fetches |\n", "curl is not in"),
    ("gate-agent/vision/models.sha256", "a" * 64, "b" * 64, "no program loads these bytes"),
    ("README.md", None, "[gone](docs/gone.md)\n", "links to docs/gone.md"),
    ("README.md", None, "It lies in /ro" "ot/project.\n", "a path of one machine"),
]

# Pure C++ that must not be mistaken for static mutable state.
INNOCENT = """
namespace clearance {
inline constexpr int kLimit = 3;
const std::map<int, int> kTable = {{1, 2}, {3, 4}};
constexpr const char* kNames[] = {"a", "b"};
enum class Side { kExit, kEntry };
struct Stay {
  int days = 0;
  std::vector<int> list{1, 2};
  static constexpr int kMax = 90;
  static Stay Of(int days);
  bool operator==(const Stay&) const = default;
  Stay() : days{1}, list(2) {}
};
class Table {
 public:
  int Days() const { return [&](int add) mutable { add += 1; return add; }(days_); }
 private:
  int days_ = 0;
};
template <typename T> T Twice(T value) { T result = value + value; return result; }
using Days = std::vector<int>;
struct Pair { int a; int b; };
int Sum(const Pair& pair) {
  int sum = 0;
  static const std::array<int, 2> kWeights{1, 2};
  for (int i = 0; i < 2; ++i) { sum += kWeights[i]; }
  switch (sum) { case 1: { int x = 2; return x; } default: break; }
  auto each = std::for_each(v.begin(), v.end(), [&](int item) { int square = item * item; sum += square; });
  return sum;
}
static_assert(Sum({1, 2}) > 0);
int Declared(int a);
}
"""


def write_tree(root, files):
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def messages_for(files):
    with tempfile.TemporaryDirectory() as folder:
        write_tree(Path(folder), files)
        found, _ = violations(folder)
        return [str(violation) for violation in found]


class PlantedTest(unittest.TestCase):
    def test_clean_tree_passes(self):
        self.assertEqual(messages_for(CLEAN), [])

    def test_a_second_working_tree_of_git_passes(self):
        self.assertEqual(messages_for({**CLEAN, ".git": "gitdir: /" "home/somebody/clearance/.git/worktrees/other\n"}),
                         [])

    def test_each_planted_violation_is_caught(self):
        for path, old, new, complaint in PLANTED:
            with self.subTest(path=path, complaint=complaint):
                files = dict(CLEAN)
                if old is None:
                    files[path] = files.get(path, "") + new
                else:
                    self.assertIn(old, files[path])
                    files[path] = files[path].replace(old, new, 1)
                caught = [message for message in messages_for(files) if complaint in message]
                self.assertTrue(caught, "not caught")
                self.assertTrue(any(path in message or "docs/" in message for message in caught), caught)

    def test_an_rpc_that_needs_no_request_id_is_one_that_reads(self):
        for verb in ("Check", "Get", "Verify", "Watch"):
            files = {path: text.replace("Decide", verb + "Sides") for path, text in CLEAN.items()}
            files[PROTO] = files[PROTO].replace("string request_id = 1;", "string other = 1;")
            files[API] = files[API].replace("| writes |", "| reads |")
            self.assertEqual([message for message in messages_for(files) if message.startswith((PROTO, API))], [], verb)

    def test_missing_pages_are_named(self):
        for page in ("docs/errors.md", "docs/documents.md", "docs/dependencies.md"):
            files = {path: text for path, text in CLEAN.items() if path != page}
            self.assertTrue(any(message.startswith(f"{page}: is missing") for message in messages_for(files)))

    def test_comments_and_strings_break_no_rule(self):
        files = dict(CLEAN)
        files["common/rules/decide.cc"] += "// std::rand() and v1::Booking, #include <thread>\n"
        files["common/rules/decide.cc"] += "/*\n#include <mutex>\n*/\n"
        files["common/rules/decide.cc"] += 'constexpr auto kText = "std::rand() v1::Booking";\n'
        self.assertEqual(messages_for(files), [])

    def test_what_only_looks_like_a_clock_or_a_call_out_passes(self):
        files = dict(CLEAN)
        files["common/rules/decide.cc"] += (
            "using namespace std::chrono_literals;\n"
            "int Sum(const Stay& stay, Stay* at) {\n"
            "  const int reading_time(stay.time()), exit(stay.exit), wall_clock{at->clock(1)}, open(2);\n"
            "  std::snprintf(text, sizeof text, format, Runtime(stay), Exit(stay), std::exp(1.0));\n"
            "  return ::clearance::Sum(reading_time, Status::kOk, std::time_point(5), face_engine);\n"
            "}\n")
        self.assertEqual(messages_for(files), [])

    def test_a_script_may_be_as_wide_as_cpp_and_other_files_wider(self):
        wide = {"dev": "#!/bin/sh\n" + "é" * 120, "tests/wide.py": "#" * 120, "LICENSE": "#" * 200,
                "db/list.txt": "#" * 200}
        self.assertEqual(messages_for({**CLEAN, **wide}), [])

    def test_unit_tests_of_pure_folders_may_use_anything_of_their_side(self):
        files = dict(CLEAN)
        files["gate-agent/lane/step_test.cc"] = (
            '#include "gate-agent/lane/step.h"\n#include <thread>\n#include "db/store.h"\n')
        self.assertEqual(messages_for(files), [])


class ScannerTest(unittest.TestCase):
    def test_innocent_code_keeps_no_state(self):
        code = without_comments_and_strings(INNOCENT)
        self.assertEqual([statement for _, kind, statement in scopes(code) if keeps_state(kind, statement)], [])

    def test_blanking_keeps_offsets(self):
        text = 'int a; // x "y\nconst char* s = "// no";\n/* b\n c */ int d = \'"\' + 1\'000;'
        blank = without_comments_and_strings(text)
        self.assertEqual(len(blank), len(text))
        self.assertEqual(blank.count("\n"), text.count("\n"))
        self.assertIn("int d", blank)
        self.assertNotIn("no", blank)

    def test_a_layer_covers_files_that_begin_with_its_name(self):
        self.assertTrue(covers("services/booking/slots", "services/booking/slots_test.cc"))
        self.assertTrue(covers("common/base", "common/base/status.h"))
        self.assertFalse(covers("common/base", "common/baseline/status.h"))

    def test_nested_messages_are_parsed(self):
        root = parse("x.proto", "message A {\n  message B {\n    string c = 1;\n  }\n  B b = 1;\n}\n")
        self.assertEqual([message.name for message in root.all_of("message")], ["A", "B"])


class LayersFileTest(unittest.TestCase):
    def test_the_table_names_only_layers_it_declares(self):
        layers = Layers(LAYERS.read_text(encoding="utf-8"))
        for layer, allowed in layers.allowed.items():
            for entry in allowed:
                self.assertIsNotNone(layers.layer_of(entry + "/x.h") or entry in ("common", "gate-agent"),
                                     (layer, entry))

    def test_the_table_has_no_way_from_common_up(self):
        layers = Layers(LAYERS.read_text(encoding="utf-8"))
        for layer, allowed in layers.allowed.items():
            if layer.startswith("common/"):
                self.assertTrue(all(entry.startswith("common/") for entry in allowed), layer)

    def test_a_broken_table_is_refused(self):
        for text in ("[layer]\n", "common/base\n", "[layers]\ncommon/base\n"):
            with self.assertRaises(ValueError):
                Layers(text)


if __name__ == "__main__":
    unittest.main()
