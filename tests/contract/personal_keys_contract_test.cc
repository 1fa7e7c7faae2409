// Personal keys and the fields sealed under them, over every store.
#include <algorithm>
#include <map>
#include <set>

#include "common/base/error_reasons.h"
#include "common/crypto/aead.h"
#include "common/crypto/hash.h"
#include "db/key_rotation.h"
#include "db/personal_fields.h"
#include "db/transact_and_wait.h"
#include "tests/contract/store_contract.h"

namespace clearance {
namespace {

PersonalKey Key(int number, DataPurpose purpose = DataPurpose::kBorder, char content = 'w') {
  return {.subject = Pseudonym(number),
          .purpose = purpose,
          .master_key_id = std::string(kMasterKeyIdBytes, 'm'),
          .wrapped = std::string(kWrappedKeyBytes, content)};
}

PersonalFields FieldsOf(char master) { return *PersonalFields::FromKey(SecretBytes(std::string(32, master))); }

class PersonalKeysContract : public StoreContract {
 protected:
  // Every key, through pages of so many.
  std::vector<PersonalKey> AllKeys(std::size_t page_size) {
    std::vector<PersonalKey> all;
    Read([&](const Snapshot& s) {
      std::optional<PersonalKey> after;
      for (;;) {
        const std::vector<PersonalKey> page = Must(s.personal_keys().List(after, page_size));
        EXPECT_LE(page.size(), page_size);
        if (page.empty()) return;
        ASSERT_LT(all.size(), 10'000u) << "the pages go round in a circle";
        all.insert(all.end(), page.begin(), page.end());
        after = page.back();
      }
    });
    return all;
  }

  std::string Seal(const PersonalFieldName& name, std::string_view plaintext) {
    std::string sealed;
    Write([&](Transaction& t) -> Status {
      ASSIGN_OR_RETURN(sealed, fields_.Seal(t, name, plaintext));
      return OkStatus();
    });
    return sealed;
  }

  // The plaintext, or the error.
  StatusOr<std::string> Open(const PersonalFields& fields, const PersonalFieldName& name, std::string_view sealed) {
    StatusOr<std::string> opened = std::string();
    Read([&](const Snapshot& s) {
      const auto secret = fields.Open(s, name, sealed);
      if (secret.ok()) {
        opened = std::string(secret->view());
      } else {
        opened = secret.status();
      }
    });
    return opened;
  }

  const PersonalFields fields_ = FieldsOf('a');
  const std::string subject_ = Pseudonym(1);
  const PersonalFieldName name_{subject_, DataPurpose::kBorder, "document"};
};

CLEARANCE_EVERY_STORE(PersonalKeysContract);

TEST_P(PersonalKeysContract, AKeyIsFoundReplacedAndErased) {
  Write([](Transaction& t) -> Status {
    EXPECT_EQ(Must(t.personal_keys().Find(Pseudonym(1), DataPurpose::kBorder)), std::nullopt);
    EXPECT_TRUE(t.personal_keys().Erase(Pseudonym(1)).ok()) << "there is none";
    RETURN_IF_ERROR(t.personal_keys().Put(Key(1, DataPurpose::kHold, 'h')));
    RETURN_IF_ERROR(t.personal_keys().Put(Key(1)));
    RETURN_IF_ERROR(t.personal_keys().Put(Key(2)));
    EXPECT_EQ(Must(t.personal_keys().Find(Pseudonym(1), DataPurpose::kBorder)), Key(1)) << "it sees what it wrote";
    return OkStatus();
  });
  Read([](const Snapshot& s) {
    EXPECT_EQ(Must(s.personal_keys().Find(Pseudonym(1), DataPurpose::kHold)), Key(1, DataPurpose::kHold, 'h'));
    EXPECT_EQ(Must(s.personal_keys().Find(Pseudonym(2), DataPurpose::kHold)), std::nullopt);
    EXPECT_EQ(Must(s.personal_keys().FindAll(Pseudonym(1))),
              (std::vector<PersonalKey>{Key(1), Key(1, DataPurpose::kHold, 'h')}));
    EXPECT_EQ(Must(s.personal_keys().FindAll(Pseudonym(3))), std::vector<PersonalKey>{});
  });
  Write([](Transaction& t) { return t.personal_keys().Put(Key(1, DataPurpose::kBorder, 'x')); });
  Read([](const Snapshot& s) {
    EXPECT_EQ(Must(s.personal_keys().Find(Pseudonym(1), DataPurpose::kBorder)), Key(1, DataPurpose::kBorder, 'x'));
  });
  Write([](Transaction& t) { return t.personal_keys().Erase(Pseudonym(1)); });
  Read([](const Snapshot& s) {
    EXPECT_EQ(Must(s.personal_keys().FindAll(Pseudonym(1))), std::vector<PersonalKey>{});
    EXPECT_EQ(Must(s.personal_keys().FindAll(Pseudonym(2))), std::vector<PersonalKey>{Key(2)});
  });
}

TEST_P(PersonalKeysContract, AFailedFunctionErasesAndReplacesNothing) {
  Write([](Transaction& t) { return t.personal_keys().Put(Key(1)); });
  const Status refused = TransactAndWait(*store_, [](Transaction& t) -> Status {
    RETURN_IF_ERROR(t.personal_keys().Erase(Pseudonym(1)));
    RETURN_IF_ERROR(t.personal_keys().Put(Key(2)));
    return InvalidField("reason", "refused");
  });
  EXPECT_EQ(refused.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(AllKeys(10), std::vector<PersonalKey>{Key(1)});
}

TEST_P(PersonalKeysContract, EveryKeyIsListedOnceWhateverIsWrittenMeanwhile) {
  constexpr int kSubjects = 30;
  Write([](Transaction& t) -> Status {
    for (int i = 0; i < kSubjects; ++i) {
      RETURN_IF_ERROR(t.personal_keys().Put(Key(i * 7 % kSubjects)));
      if (i % 3 == 0) RETURN_IF_ERROR(t.personal_keys().Put(Key(i * 7 % kSubjects, DataPurpose::kHold)));
    }
    return OkStatus();
  });
  for (const std::size_t page : {1u, 7u, 40u, 100u}) {
    std::set<std::pair<std::string, DataPurpose>> seen;
    for (const PersonalKey& key : AllKeys(page)) {
      EXPECT_TRUE(seen.emplace(key.subject, key.purpose).second) << page;
    }
    EXPECT_EQ(seen.size(), 40u) << page;
  }
  // Erased and replaced between two pages.
  std::vector<PersonalKey> first;
  Read([&](const Snapshot& s) { first = Must(s.personal_keys().List(std::nullopt, 10)); });
  ASSERT_EQ(first.size(), 10u);
  Write([&](Transaction& t) -> Status {
    RETURN_IF_ERROR(t.personal_keys().Erase(first.back().subject));
    PersonalKey replaced = first.front();
    replaced.wrapped.back() = '!';
    return t.personal_keys().Put(replaced);
  });
  Read([&](const Snapshot& s) {
    for (const PersonalKey& key : Must(s.personal_keys().List(first.back(), 100)))
      EXPECT_EQ(std::count(first.begin(), first.end(), key), 0);
  });
}

TEST_P(PersonalKeysContract, AKeyOutOfItsFormIsRefused) {
  Write([](Transaction& t) {
    PersonalKey key = Key(1);
    key.subject.pop_back();
    EXPECT_EQ(FieldOf(t.personal_keys().Put(key)), "subject");
    key = Key(1);
    key.master_key_id.clear();
    EXPECT_EQ(FieldOf(t.personal_keys().Put(key)), "master_key_id");
    key = Key(1);
    key.wrapped += 'x';
    EXPECT_EQ(FieldOf(t.personal_keys().Put(key)), "wrapped");
    return OkStatus();
  });
  EXPECT_TRUE(AllKeys(10).empty());
}

TEST_P(PersonalKeysContract, AFieldOpensForItsOwnNameAlone) {
  const std::string sealed = Seal(name_, "N12345678");
  EXPECT_EQ(sealed.size(), 9 + kPersonalFieldOverheadBytes);
  EXPECT_EQ(sealed.find("N12345678"), std::string::npos);
  EXPECT_EQ(Must(Open(fields_, name_, sealed)), "N12345678");
  const std::string again = Seal(name_, "N12345678");
  EXPECT_NE(again, sealed) << "equal plaintexts must not be seen to be equal";
  EXPECT_EQ(Must(Open(fields_, name_, again)), "N12345678");
  EXPECT_EQ(AllKeys(10).size(), 1u) << "one key for a person and purpose";

  const std::string other = Pseudonym(2);
  Seal({other, DataPurpose::kBorder, "document"}, "of somebody else");
  Seal({subject_, DataPurpose::kHold, "document"}, "of another purpose");
  EXPECT_EQ(AllKeys(10).size(), 3u);
  EXPECT_EQ(Open(fields_, {subject_, DataPurpose::kBorder, "portrait"}, sealed).status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(ReasonOf(Open(fields_, {other, DataPurpose::kBorder, "document"}, sealed).status()),
            error_reason::kPersonalDataErased)
      << "sealed under a key this person does not have";
  EXPECT_FALSE(Open(fields_, {subject_, DataPurpose::kHold, "document"}, sealed).ok());
}

TEST_P(PersonalKeysContract, WhatWasPreparedServesThoseWithoutAKeyAlone) {
  const PreparedField prepared = Must(fields_.Prepare(name_, "N12345678"));
  EXPECT_TRUE(AllKeys(10).empty()) << "preparing writes nothing";
  Write([&](Transaction& t) -> Status {
    EXPECT_EQ(Must(fields_.Seal(t, name_, "N12345678", &prepared)), prepared.sealed);
    return OkStatus();
  });
  EXPECT_EQ(Must(Open(fields_, name_, prepared.sealed)), "N12345678");

  const PreparedField late = Must(fields_.Prepare(name_, "N12345678"));
  std::string sealed;
  Write([&](Transaction& t) -> Status {
    sealed = Must(fields_.Seal(t, name_, "N12345678", &late));
    return OkStatus();
  });
  EXPECT_NE(sealed, late.sealed);
  EXPECT_EQ(Must(Open(fields_, name_, sealed)), "N12345678");
  EXPECT_EQ(Must(Open(fields_, name_, prepared.sealed)), "N12345678") << "the key there was is there still";
  EXPECT_EQ(ReasonOf(Open(fields_, name_, late.sealed).status()), error_reason::kPersonalDataErased);
  EXPECT_EQ(AllKeys(10).size(), 1u);
}

// By hand, from docs/ledger.md alone.
TEST_P(PersonalKeysContract, IsSealedAsTheDocumentSays) {
  const std::string sealed = Seal(name_, "N12345678");
  const PersonalKey key = AllKeys(10).front();
  const std::string master(32, 'a');
  const auto key_id = [](std::string_view secret, const std::string& name) {
    const std::string zeros(7, '\0');
    return HmacSha256(secret, zeros + static_cast<char>(name.size()) + name + zeros + '\0').substr(0, 8);
  };
  EXPECT_EQ(key.master_key_id, key_id(master, "master key id"));
  const auto data_key = AeadOpen(master, key.wrapped,
                                 "\x83\x76"
                                 "clearance personal key"
                                 "\x58\x20" +
                                     subject_ +
                                     "\x66"
                                     "BORDER");
  ASSERT_TRUE(data_key.ok()) << data_key.status();
  ASSERT_EQ(data_key->view().size(), 32u);
  const std::string header = sealed.substr(0, 9);
  EXPECT_EQ(header, '\x01' + key_id(data_key->view(), "data key id"));
  const auto plaintext = AeadOpen(data_key->view(), sealed.substr(9),
                                  "\x85\x78\x18"
                                  "clearance personal field"
                                  "\x49" +
                                      header + "\x58\x20" + subject_ +
                                      "\x66"
                                      "BORDER"
                                      "\x68"
                                      "document");
  ASSERT_TRUE(plaintext.ok()) << plaintext.status();
  EXPECT_EQ(plaintext->view(), "N12345678");
}

TEST_P(PersonalKeysContract, EveryFlippedBitIsRefused) {
  const std::string sealed = Seal(name_, "N12345678");
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string flipped = sealed;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    const auto opened = Open(fields_, name_, flipped);
    // The eight bytes behind the first name the key.
    const bool of_key_id = bit / 8 >= 1 && bit / 8 <= 8;
    EXPECT_EQ(opened.status().code(), of_key_id ? StatusCode::kNotFound : StatusCode::kDataLoss) << bit;
  }
  for (std::size_t size = 0; size < sealed.size(); ++size)
    EXPECT_EQ(Open(fields_, name_, sealed.substr(0, size)).status().code(), StatusCode::kDataLoss) << size;
}

TEST_P(PersonalKeysContract, AWrappedKeyIsBoundToItsPlace) {
  const std::string sealed = Seal(name_, "N12345678");
  const PersonalKey key = AllKeys(10).front();
  EXPECT_EQ(fields_.StandingOf(key), KeyStanding::kOpens);
  PersonalKey moved = key;
  moved.subject = Pseudonym(2);
  EXPECT_EQ(fields_.StandingOf(moved), KeyStanding::kDamaged);
  moved = key;
  moved.purpose = DataPurpose::kHold;
  EXPECT_EQ(fields_.StandingOf(moved), KeyStanding::kDamaged);
  for (std::size_t bit = 0; bit < key.wrapped.size() * 8; ++bit) {
    PersonalKey flipped = key;
    flipped.wrapped[bit / 8] = static_cast<char>(flipped.wrapped[bit / 8] ^ (1 << bit % 8));
    EXPECT_EQ(fields_.StandingOf(flipped), KeyStanding::kDamaged) << bit;
    if (bit % 97 != 0) continue;
    Write([&](Transaction& t) { return t.personal_keys().Put(flipped); });
    EXPECT_EQ(Open(fields_, name_, sealed).status().code(), StatusCode::kDataLoss) << bit;
    Write([&](Transaction& t) {
      EXPECT_EQ(fields_.Seal(t, name_, "more").status().code(), StatusCode::kDataLoss)
          << "a damaged key must not be replaced unseen";
      return OkStatus();
    });
  }
}

TEST_P(PersonalKeysContract, WhatIsErasedStaysErasedWhenThePersonComesBack) {
  const std::string sealed = Seal(name_, "N12345678");
  Write([&](Transaction& t) { return t.personal_keys().Erase(subject_); });
  const auto gone = Open(fields_, name_, sealed);
  EXPECT_EQ(gone.status().code(), StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(gone.status()), error_reason::kPersonalDataErased);

  const std::string later = Seal(name_, "N12345678");
  EXPECT_EQ(Must(Open(fields_, name_, later)), "N12345678");
  EXPECT_EQ(ReasonOf(Open(fields_, name_, sealed).status()), error_reason::kPersonalDataErased);
}

TEST_P(PersonalKeysContract, AnotherMasterKeyIsToldBeforeAnythingIsDone) {
  const std::string sealed = Seal(name_, "N12345678");
  const PersonalFields other = FieldsOf('b');
  EXPECT_NE(other.master_key_id(), fields_.master_key_id());
  EXPECT_EQ(fields_.master_key_id().size(), kMasterKeyIdBytes);
  EXPECT_EQ(fields_.master_key_id().find('a'), std::string::npos);
  EXPECT_EQ(ReasonOf(Open(other, name_, sealed).status()), error_reason::kMasterKeyWrong);
  Write([&](Transaction& t) {
    EXPECT_EQ(ReasonOf(other.Seal(t, name_, "more").status()), error_reason::kMasterKeyWrong);
    EXPECT_EQ(CheckMasterKey(t, fields_), OkStatus());
    EXPECT_EQ(ReasonOf(CheckMasterKey(t, other)), error_reason::kMasterKeyWrong);
    return t.personal_keys().Erase(subject_);
  });
  Read([&](const Snapshot& s) { EXPECT_EQ(CheckMasterKey(s, other), OkStatus()) << "there is no key to open"; });
  EXPECT_EQ(FieldOf(PersonalFields::FromKey(SecretBytes("short")).status()), "master_key");
}

TEST_P(PersonalKeysContract, ARotationThatStoppedHalfWayIsToldWithHowManyAreOfWhich) {
  const PersonalFields other = FieldsOf('b');
  Seal(name_, "N12345678");
  Write([&](Transaction& t) {
    for (const char first : {'1', '2'}) {
      const std::string subject = first + subject_.substr(1);
      RETURN_IF_ERROR(other.Seal(t, {subject, DataPurpose::kHold, "document"}, "x").status());
    }
    return OkStatus();
  });
  Read([&](const Snapshot& s) {
    EXPECT_EQ(Must(s.personal_keys().MasterKeys()).size(), 2u);
    for (const PersonalFields* given : {&fields_, &other}) {
      const Status status = CheckMasterKey(s, *given);
      EXPECT_EQ(ReasonOf(status), error_reason::kMasterKeyWrong);
      const std::string own = given == &fields_ ? "1 are wrapped under the master key given" : "2 are wrapped under";
      const std::string others = given == &fields_ ? ", 2 under another" : ", 1 under another";
      EXPECT_NE(MessageOf(status).find(own), std::string::npos) << status;
      EXPECT_NE(MessageOf(status).find(others), std::string::npos) << status;
    }
  });
}

TEST_P(PersonalKeysContract, AFieldTooLongOrOfNobodyIsRefused) {
  Write([&](Transaction& t) {
    EXPECT_EQ(FieldOf(fields_.Seal(t, name_, std::string(kMaxPersonalFieldBytes + 1, 'x')).status()), "plaintext");
    EXPECT_EQ(FieldOf(fields_.Seal(t, {"nobody", DataPurpose::kBorder, "document"}, "x").status()), "subject");
    return OkStatus();
  });
  EXPECT_TRUE(AllKeys(10).empty());
  EXPECT_EQ(Must(Open(fields_, name_, Seal(name_, ""))), "");
  const std::string longest(kMaxPersonalFieldBytes, 'x');
  EXPECT_EQ(Must(Open(fields_, name_, Seal(name_, longest))), longest);
}

class KeyRotationContract : public PersonalKeysContract {
 protected:
  static constexpr int kPersons = 1'100;  // three transactions

  void SetUp() override {
    StoreContract::SetUp();
    Write([&](Transaction& t) -> Status {
      for (int i = 0; i < kPersons; ++i) {
        const std::string subject = Pseudonym(i);
        ASSIGN_OR_RETURN(sealed_[i], fields_.Seal(t, {subject, DataPurpose::kBorder, "document"}, std::to_string(i)));
      }
      return OkStatus();
    });
  }
  // How many persons' fields open.
  int Opening(const PersonalFields& fields) {
    int opening = 0;
    for (const auto& [number, sealed] : sealed_) {
      const std::string subject = Pseudonym(number);
      const auto opened = Open(fields, {subject, DataPurpose::kBorder, "document"}, sealed);
      opening += opened.ok() && *opened == std::to_string(number) ? 1 : 0;
    }
    return opening;
  }
  RotationReport Rotate(const PersonalFields& from, const PersonalFields& to) {
    seen_.clear();
    return Must(RotatePersonalKeys(*store_, from, to, [this](const RotationReport& r) { seen_.push_back(r.Seen()); }));
  }
  KeyCheckReport Check(const PersonalFields& fields) {
    return Must(CheckPersonalKeys(*store_, fields, [](const KeyCheckReport&) {}));
  }

  std::map<int, std::string> sealed_;
  std::vector<std::uint64_t> seen_;
  const PersonalFields new_ = FieldsOf('b');
};

CLEARANCE_EVERY_STORE(KeyRotationContract);

TEST_P(KeyRotationContract, RewrapsEveryKeyAndChangesNothingSealed) {
  EXPECT_EQ(Opening(fields_), kPersons);
  const RotationReport report = Rotate(fields_, new_);
  EXPECT_EQ(report.rewrapped, 1'100u);
  EXPECT_EQ(report.already_new, 0u);
  EXPECT_EQ(report.left, 0u);
  EXPECT_EQ(seen_, (std::vector<std::uint64_t>{500, 1000, 1100}));
  EXPECT_EQ(Opening(fields_), 0);
  EXPECT_EQ(Opening(new_), kPersons);
  EXPECT_EQ(Check(new_).open, 1'100u);
  EXPECT_EQ(Check(fields_).of_another_master, 1'100u);

  const RotationReport again = Rotate(fields_, new_);
  EXPECT_EQ(again.already_new, 1'100u);
  EXPECT_EQ(again.rewrapped, 0u);
  EXPECT_EQ(ReasonOf(RotatePersonalKeys(*store_, new_, new_, [](const RotationReport&) {}).status()),
            error_reason::kMasterKeyWrong);
}

TEST_P(KeyRotationContract, ARotationThatStoppedIsGoneOnWith) {
  // As it stands after the first of its transactions.
  std::vector<PersonalKey> first;
  Write([&](Transaction& t) -> Status {
    ASSIGN_OR_RETURN(first, t.personal_keys().List(std::nullopt, 500));
    for (const PersonalKey& key : first) {
      ASSIGN_OR_RETURN(const PersonalKey rewrapped, fields_.Rewrap(key, new_));
      RETURN_IF_ERROR(t.personal_keys().Put(rewrapped));
    }
    return OkStatus();
  });
  EXPECT_EQ(Check(fields_).open, 600u);
  EXPECT_EQ(Check(fields_).of_another_master, 500u);
  const RotationReport rest = Rotate(fields_, new_);
  EXPECT_EQ(rest.rewrapped, 600u);
  EXPECT_EQ(rest.already_new, 500u);
  EXPECT_EQ(Opening(new_), kPersons);
}

TEST_P(KeyRotationContract, WhatDoesNotOpenIsLeftAndCounted) {
  const PersonalFields third = FieldsOf('c');
  PersonalKey damaged;
  PersonalKey foreign;
  Write([&](Transaction& t) -> Status {
    ASSIGN_OR_RETURN(const auto keys, t.personal_keys().List(std::nullopt, 2));
    damaged = keys[0];
    damaged.wrapped[20] = static_cast<char>(damaged.wrapped[20] ^ 1);
    RETURN_IF_ERROR(t.personal_keys().Put(damaged));
    ASSIGN_OR_RETURN(foreign, fields_.Rewrap(keys[1], third));
    return t.personal_keys().Put(foreign);
  });
  const KeyCheckReport before = Check(fields_);
  EXPECT_EQ(before.damaged, 1u);
  EXPECT_EQ(before.of_another_master, 1u);
  EXPECT_EQ(before.open, 1'098u);
  const RotationReport report = Rotate(fields_, new_);
  EXPECT_EQ(report.rewrapped, 1'098u);
  EXPECT_EQ(report.left, 2u);
  Read([&](const Snapshot& s) {
    EXPECT_EQ(Must(s.personal_keys().List(std::nullopt, 2)), (std::vector<PersonalKey>{damaged, foreign}));
  });
}

}  // namespace
}  // namespace clearance
