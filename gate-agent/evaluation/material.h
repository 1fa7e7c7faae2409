// What a command of face-eval works on: the options all of them have, and the pictures, pairs and scores behind them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "gate-agent/evaluation/acquisition.h"
#include "gate-agent/evaluation/picture_set.h"

namespace CLI {
class App;
}

namespace clearance {

struct MaterialOptions {
  std::string images;
  std::string pairs;                     // a file; empty: all against all
  std::string models;                    // as FindModels takes it
  std::string embedders;                 // as Fusion::Named takes it
  std::string landmarks;                 // a file, or kNoModels; empty: as a gate finds it
  int attempts = kDefaultAttempts;       // of the gate this is measured for
  std::string half = "all";              // a HalfName, or "all"
  std::string several_faces = "refuse";  // or "middle"
  int threads = 1;
  // No options, but the command's own:
  MissingPictures missing = MissingPictures::kRefused;  // verify answers what it can
  bool presentation = true;                             // verify says nothing of attacks, and does not look for them
  bool quality = false;                                 // report tells it
};

// --images, --pairs, --models, --embedders, --landmarks, --attempts, --half, --several-faces, --threads.
void AddMaterialOptions(CLI::App& command, MaterialOptions& options);

struct Material {
  PictureSet set;
  std::vector<PicturePair> pairs;  // the comparisons, each once
  // Of a file of pairs every row, repeated ones and a picture with itself too; none where all are compared with all.
  std::vector<PicturePair> rows;
  std::vector<RowNames> names;  // of each of `rows`
  std::int64_t repeated = 0;    // of the rows, as PairList has them
  std::int64_t selves = 0;
};

// Looks into no picture. Each bad or doubtful row of the file of pairs, and each copy of a picture, is told on standard
// error. Error: as ListPictures,
// ReadFile, and INVALID_FIELD when a row was bad.
StatusOr<Material> ReadMaterial(const MaterialOptions& options);

// The networks' files as the options name them, those of presentation attack detection only where that is measured.
// Error: MODEL_UNUSABLE; INVALID_FIELD naming `embedders`.
StatusOr<NetworkFiles> ReadNetworks(const MaterialOptions& options);

// Templates of all pictures, with progress on standard error; with `plain` by the plain recipe too. Error:
// MODEL_UNUSABLE; CANCELLED when asked to stop.
StatusOr<Acquisition> Acquire(const Material& material, const NetworkFiles& networks, const MaterialOptions& options,
                              bool plain = false);

// The scores of the material's pairs. Error: CANCELLED when asked to stop.
StatusOr<ComparisonSet> Compare(const Material& material, const std::vector<AcquiredPicture>& acquired);

// The pictures of attacks a file lists ("picture,species", names beside the file); no picture when `path` is empty.
// Reads names only. Error: as ReadFile and ReadAttacks; INVALID_FIELD when it lists none.
StatusOr<PictureSet> ListAttacks(const std::string& path);

// OK when there are no `attacks`, or networks to measure them with. Error: INVALID_FIELD naming `--attacks`: nobody may
// read of attacks nobody measured that none was taken for a person.
Status CheckAttacksMeasurable(const PictureSet& attacks, const NetworkFiles& networks);

// The live scores of `attacks`. A picture without a usable face has no score and is told on standard error. Errors as
// of Acquire; INVALID_FIELD when there are attacks and not one could be measured.
StatusOr<std::vector<AttackScore>> ScoreAttacks(const PictureSet& attacks, const NetworkFiles& networks,
                                                const MaterialOptions& options);

// Seeds every bootstrap, so that a run can be repeated to the last digit.
inline constexpr std::uint64_t kBootstrapSeed = 1;

// "2026-11-26", today in UTC.
std::string Today();

}  // namespace clearance
