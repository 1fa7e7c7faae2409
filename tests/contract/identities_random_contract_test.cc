// Random links of documents and their taking back over every store, against a model that replays them all.
#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "tests/contract/identities_fixture.h"

namespace clearance {
namespace {

class IdentitiesRandomContract : public IdentitiesContract {};
CLEARANCE_EVERY_STORE(IdentitiesRandomContract);

// What happened, to be replayed from the start for every position asked about.
struct Act {
  std::uint64_t position;
  int document;
  int earlier;
  bool links;
};

class NaiveModel {
 public:
  std::set<int> PersonOf(int document, std::uint64_t as_of) const {
    std::set<std::pair<int, int>> edges;
    for (const Act& act : acts_) {
      if (act.position > as_of) break;
      const std::pair edge = std::minmax({act.document, act.earlier});
      if (act.links) {
        edges.insert(edge);
      } else {
        edges.erase(edge);
      }
    }
    std::set<int> person = {document};
    for (bool grew = true; grew;) {
      grew = false;
      for (const auto& [a, b] : edges) {
        if (person.contains(a) == person.contains(b)) continue;
        person.insert({a, b});
        grew = true;
      }
    }
    return person;
  }

  bool Direct(int document, int earlier) const {
    bool linked = false;
    for (const Act& act : acts_) {
      if (std::minmax({act.document, act.earlier}) == std::minmax({document, earlier})) linked = act.links;
    }
    return linked;
  }

  bool MayLink(int document, int earlier) const {
    const auto one = PersonOf(document, kAsItStands);
    return !one.contains(earlier) && one.size() + PersonOf(earlier, kAsItStands).size() <= kMaxDocumentsPerPerson;
  }
  bool MayUnlink(int document, int earlier) const {
    return Direct(document, earlier) || !PersonOf(document, kAsItStands).contains(earlier);
  }

  void Add(const Act& act) { acts_.push_back(act); }

 private:
  std::vector<Act> acts_;
};

TEST_P(IdentitiesRandomContract, RandomLinksComeOutAsReplayed) {
  constexpr int kDocuments = 24;
  std::mt19937 random(11);
  const auto any = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
  NaiveModel model;
  int refused = 0;
  for (int i = 0; i < 160; ++i) {
    const int document = any(kDocuments);
    const int earlier = (document + 1 + any(kDocuments - 1)) % kDocuments;
    const bool links = any(4) != 0;
    const bool may = links ? model.MayLink(document, earlier) : model.MayUnlink(document, earlier);
    const Status status = links ? Link(document, earlier) : Unlink(document, earlier);
    ASSERT_EQ(status.ok(), may) << i << " " << status;
    if (may) model.Add({position_, document, earlier, links});
    refused += may ? 0 : 1;
  }
  EXPECT_GT(refused, 10) << "refusals are tried as well";
  std::size_t largest = 0;
  for (std::uint64_t as_of = 0; as_of <= position_; ++as_of) {
    for (int document = 0; document < kDocuments; ++document) {
      const std::set<int> expected = model.PersonOf(document, as_of);
      largest = std::max(largest, expected.size());
      Read([&](const Snapshot& s) {
        const Documents found = Must(s.identities().DocumentsOf(Pseudonym(document), as_of));
        std::set<int> person;
        for (const std::string& one : found) person.insert(static_cast<unsigned char>(one[0]));
        ASSERT_EQ(person, expected) << "as of " << as_of;
        ASSERT_EQ(found.size(), expected.size()) << "each once";
        // Whichever document one asks by, it is one person with one name.
        const std::string name = Must(s.identities().PersonOf(Pseudonym(document), as_of));
        for (const std::string& one : found) ASSERT_EQ(Must(s.identities().PersonOf(one, as_of)), name);
      });
    }
  }
  EXPECT_EQ(largest, kMaxDocumentsPerPerson);
}

}  // namespace
}  // namespace clearance
