"""Runs ./dev and what it calls in a copy of the project's skeleton, with apt-get and curl replaced by small scripts.

It must never install, download or build anything.
"""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ("setup", "build", "demo", "test", "check", "fix", "bench", "fuzz", "coverage", "image", "pki", "models")
NOBODY = 65534


class DevTestCase(unittest.TestCase):
    """A folder with ./dev and its lists, and `bin` before everything else in PATH."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.root.chmod(0o755)
        self.bin = self.root / "bin"
        self.bin.mkdir()
        for name in ("dev", "tests/support/dev_pki.sh", "tests/support/invoker.sh", "tests/support/process_group.sh"):
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.root / name)
        for folder_name in ("cmake", "gate-agent/vision", "tests/fuzz"):
            (self.root / folder_name).mkdir(parents=True)
        (self.root / "cmake/packages.txt").write_text("# tools\nalpha\nbeta # why\n\ngamma\n")
        (self.root / "os-release").write_text('NAME="Debian GNU/Linux"\nVERSION_ID="12"\n')

    def program(self, name, script):
        """A program of that name, found before the real one."""
        path = self.bin / name
        path.write_text("#!/bin/sh\n" + script)
        path.chmod(0o755)

    def dev(self, *arguments, before=(), **environment):
        variables = {"PATH": f"{self.bin}:/usr/bin:/bin", "HOME": str(self.root),
                     "CLEARANCE_OS_RELEASE": str(self.root / "os-release"), **environment}
        return subprocess.run([*before, "./dev", *arguments], cwd=self.root, env=variables, text=True, timeout=60,
                              stdin=subprocess.DEVNULL, capture_output=True, check=False)


class HelpTest(DevTestCase):
    def test_every_command_explains_itself(self):
        overview = self.dev("--help")
        self.assertEqual(overview.returncode, 0)
        for command in COMMANDS:
            with self.subTest(command):
                self.assertIn(f"\n  {command} ", overview.stdout)
                answer = self.dev(command, "--help")
                self.assertEqual((answer.returncode, answer.stderr), (0, ""))
                self.assertTrue(answer.stdout.startswith(f"./dev {command}"), answer.stdout)
                self.assertEqual(self.dev("help", command).stdout, answer.stdout)
                if command not in ("setup", "fix", "models"):  # which their first line says all about
                    self.assertRegex(answer.stdout, rf"(?m)^  (sudo )?\./dev {command}\b", "an example")

    def test_fuzz_names_its_targets(self):
        for target in ("mrz", "cms"):
            (self.root / f"tests/fuzz/target_{target}.cc").touch()
        self.assertTrue(self.dev("fuzz", "--help").stdout.endswith("\nTargets: cms mrz\n"))

    def test_the_readme_names_every_command(self):
        readme = (ROOT / "README.md").read_text()
        for command in COMMANDS:
            self.assertTrue(f"./dev {command} " in readme or f"`{command}`" in readme, command)

    def test_the_overview_names_every_preset_that_is_built(self):
        presets = [line.split()[0] for line in self.dev("build", "--help").stdout.splitlines() if line.startswith("  ")
                   and not line.startswith("  ./dev")]
        self.assertIn(f"./dev build [{'|'.join(presets)}]\n", self.dev("--help").stdout)
        for preset in presets:
            self.assertNotIn("no such preset", self.dev("build", preset, CLEARANCE_SKIP_SETUP="1").stderr)

    def test_a_mistake_in_a_script_is_found(self):
        self.program("clang-format", "exit 0\n")
        self.program("python3", "exit 0\n")
        (self.root / ".ci").mkdir()
        (self.root / ".ci/run").write_text("true\n")
        (self.root / "completion").mkdir()
        (self.root / "completion/clearance.bash").write_text("true\n")
        self.assertEqual(self.dev("check", CLEARANCE_SKIP_SETUP="1").returncode, 0)
        for name in ("tests/support/dev_pki.sh", "completion/clearance.bash", ".ci/run"):
            with self.subTest(name):
                good = (self.root / name).read_text()
                (self.root / name).write_text(good + "if then\n")
                answer = self.dev("check", CLEARANCE_SKIP_SETUP="1")
                self.assertEqual(answer.returncode, 1)
                self.assertIn(name, answer.stderr)
                (self.root / name).write_text(good)

    def test_mistakes_are_named_with_a_hint(self):
        for arguments, complaint in ((("frob",), "no such command: frob"),
                                     (("frob", "--help"), "no such command: frob"),
                                     (("build", "fast"), "no such preset: fast"),
                                     (("test", "--preset"), "--preset needs a name"),
                                     (("setup", "now"), "not expected: now"),
                                     (("fix", "common/a.cc"), "not expected: common/a.cc"),
                                     (("build", "dev", "asan"), "not expected: asan"),
                                     (("help", "frob"), "no such command: frob"),
                                     (("help", "test", "build"), "not expected: build"),
                                     (("--help", "test"), "not expected: test"),
                                     (("test", "-R", "Decide", "--fresh"), "--fresh stands first"),
                                     (("test", "--long", "--fresh"), "--fresh stands first"),
                                     (("models", "--quick"), "no such option: --quick")):
            with self.subTest(arguments):
                answer = self.dev(*arguments, CLEARANCE_SKIP_SETUP="1")
                self.assertEqual(answer.returncode, 2)
                self.assertIn(complaint, answer.stderr)
                self.assertIn("--help", answer.stderr)


class SetupTest(DevTestCase):
    def machine(self, installed, apt="exit 0"):
        """A Debian with these packages; apt-get notes what it was asked and then does as told."""
        (self.root / "installed").write_text(installed)
        self.program("dpkg-query", 'while read -r name; do echo "installed $name"; done <installed\n')
        self.program("apt-get", 'echo "$DEBIAN_FRONTEND $*" >>asked\necho apt speaks\n' + apt + "\n")

    def asked(self):
        path = self.root / "asked"
        return path.read_text().splitlines() if path.exists() else []

    def as_root(self):
        if os.geteuid() != 0:
            self.program("sudo", 'exec "$@"\n')

    def test_nothing_is_asked_when_everything_is_there(self):
        self.machine("alpha\nbeta\ngamma\n")
        answer = self.dev("setup")
        self.assertEqual((answer.returncode, self.asked()), (0, []))
        self.assertEqual((answer.stdout, answer.stderr), ("==> setup: all 3 packages are there\n", ""))

    def test_another_release_is_told_and_no_obstacle(self):
        self.machine("alpha\nbeta\ngamma\n")
        for text, name in (('VERSION_ID="13"\n', "13"), ("VERSION_ID=24.04\n", "24.04"), ("ID=debian\n", "unknown")):
            with self.subTest(name):
                (self.root / "os-release").write_text(text)
                answer = self.dev("setup")
                self.assertEqual(answer.returncode, 0)
                self.assertEqual(answer.stderr, f"dev: this is release {name}; built and tested is Debian 12 "
                                                "(docs/dependencies.md says what is known of others)\n")

    def test_only_what_is_missing_is_installed(self):
        self.machine("beta\n", apt='case "$*" in *install*) printf "alpha\\nbeta\\ngamma\\n" >installed ;; esac')
        self.as_root()
        answer = self.dev("setup")
        self.assertEqual(answer.returncode, 0, answer.stderr)
        update, install = self.asked()
        self.assertTrue(update.startswith("noninteractive ") and update.endswith(" update"), update)
        self.assertTrue(install.endswith(" install --no-install-recommends alpha gamma"), install)
        self.assertIn("installing 2 of 3 packages", answer.stdout)

    def test_a_failing_apt_is_a_failure_with_its_last_words(self):
        self.machine("", apt="echo no such source; exit 100")
        self.as_root()
        answer = self.dev("setup")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("no such source", answer.stderr)
        self.assertIn("apt-get update failed", answer.stderr)

    def test_an_apt_that_installs_nothing_is_a_failure(self):
        self.machine("alpha\n")
        self.as_root()
        answer = self.dev("setup")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("still missing after apt-get: beta gamma", answer.stderr)

    def test_without_root_and_sudo_the_command_is_named(self):
        self.machine("alpha\nbeta\n")
        # Only these programs: a machine without sudo.
        for name in ("bash", "sed", "sort", "comm", "xargs", "wc", "readlink", "dirname", "env"):
            (self.bin / name).symlink_to(shutil.which(name))
        before = ()
        if os.geteuid() == 0:
            before = (shutil.which("setpriv"), f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "bash")
        answer = self.dev("setup", before=before, PATH=str(self.bin))
        self.assertEqual(answer.returncode, 1)
        self.assertIn("neither root nor is there sudo", answer.stderr)
        self.assertIn("apt-get install --no-install-recommends gamma", answer.stderr)
        self.assertEqual(self.asked(), [])

    def test_a_machine_without_apt_is_told_so(self):
        for name in ("bash", "readlink", "dirname", "env"):
            (self.bin / name).symlink_to(shutil.which(name))
        answer = self.dev("setup", PATH=str(self.bin))
        self.assertEqual(answer.returncode, 1)
        self.assertIn("this is not Debian", answer.stderr)


class PkiTest(DevTestCase):
    def openssl(self, *arguments):
        return subprocess.run(["openssl", *arguments], cwd=self.root / "pki", text=True, capture_output=True,
                              check=False)

    def make(self, *options):
        answer = self.dev("pki", "pki", *options)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        return {path.name: path.read_bytes() for path in (self.root / "pki").iterdir()}

    def test_certificates_say_who_and_for_what(self):
        files = self.make()
        wanted = {"server": ("URI:spiffe://khorgos/centre", "TLS Web Server Authentication"),
                  "gate-1": ("URI:spiffe://khorgos/gate/gate-1", "TLS Web Client Authentication"),
                  "gate-2": ("URI:spiffe://khorgos/gate/gate-2", "TLS Web Client Authentication"),
                  "officer-1": ("URI:spiffe://khorgos/officer/officer-1", "TLS Web Client Authentication"),
                  "officer-2": ("URI:spiffe://khorgos/officer/officer-2", "TLS Web Client Authentication"),
                  "supervisor-1": ("URI:spiffe://khorgos/supervisor/supervisor-1", "TLS Web Client Authentication"),
                  "auditor-1": ("URI:spiffe://khorgos/auditor/auditor-1", "TLS Web Client Authentication"),
                  "booking-1": ("URI:spiffe://khorgos/booking/booking-1", "TLS Web Client Authentication")}
        for name, (uri, usage) in wanted.items():
            with self.subTest(name):
                self.assertEqual(self.openssl("verify", "-CAfile", "ca.pem", f"{name}.pem").returncode, 0)
                text = self.openssl("x509", "-in", f"{name}.pem", "-noout", "-text").stdout
                self.assertIn(uri, text)
                self.assertIn(usage, text)
                self.assertEqual(text.count("TLS Web"), 1)
                self.assertIn("CA:FALSE", text)
                self.assertIn("NIST CURVE: P-256", text)
                public = self.openssl("pkey", "-in", f"{name}_key.pem", "-pubout").stdout
                self.assertEqual(public, self.openssl("x509", "-in", f"{name}.pem", "-noout", "-pubkey").stdout)
        server = self.openssl("x509", "-in", "server.pem", "-noout", "-ext", "subjectAltName").stdout
        self.assertIn("DNS:localhost, IP Address:127.0.0.1", server)
        self.assertEqual(len(bytes.fromhex(files["lookup_key.hex"].decode())), 32)
        self.assertIn("ED25519", self.openssl("pkey", "-in", "seal_key.pem", "-noout", "-text").stdout)
        self.assertEqual(self.openssl("pkey", "-in", "seal_key.pem", "-pubout").stdout.encode(), files["seal_pub.pem"])

    def test_the_stranger_is_not_ours(self):
        self.make()
        self.assertNotEqual(self.openssl("verify", "-CAfile", "ca.pem", "stranger.pem").returncode, 0)

    def test_keys_are_for_their_owner_only(self):
        self.make()
        for path in (self.root / "pki").iterdir():
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600, path.name)

    def test_valid_ones_are_left_alone_and_force_renews(self):
        first = self.make()
        self.assertEqual(self.make(), first)
        forced = self.make("--force")
        self.assertEqual(set(forced), set(first))
        self.assertFalse([name for name in first if forced[name] == first[name]])

    def test_a_lost_or_broken_file_makes_a_new_set(self):
        first = self.make()
        (self.root / "pki/officer-1_key.pem").unlink()
        second = self.make()
        self.assertNotEqual(second["ca.pem"], first["ca.pem"])
        (self.root / "pki/server.pem").write_bytes(second["stranger.pem"])
        self.assertNotEqual(self.make()["ca.pem"], second["ca.pem"])

    def test_one_more_client(self):
        self.make("--client", "gate/gate-3")
        self.assertEqual(self.openssl("verify", "-CAfile", "ca.pem", "gate-3.pem").returncode, 0)

    def test_wrong_words_are_named_and_make_nothing(self):
        for words, complaint in ((("--client", "Gate"), "--client needs ROLE/ID"),
                                 (("--quick",), "no such option: --quick"),
                                 (("elsewhere",), "only one folder, please: pki or elsewhere")):
            answer = self.dev("pki", "pki", *words)
            self.assertEqual(answer.returncode, 2)
            self.assertIn(complaint, answer.stderr)
            self.assertIn("./dev pki --help", answer.stderr)
            self.assertFalse((self.root / "pki").exists())


class ModelsTest(DevTestCase):
    def setUp(self):
        super().setUp()
        self.models = self.root / "models"
        self.models.mkdir()
        self.good = b"the network's bytes"
        digest = hashlib.sha256(self.good).hexdigest()
        (self.root / "gate-agent/vision/models.sha256").write_text(
            f"# list\n{digest} detector.onnx required MIT owner/zoo main models/detector.onnx\n"
            f"{digest} embedder.onnx required MIT owner/elsewhere - -\n"
            f"{digest} extra.onnx later MIT owner/zoo main extra.onnx\n")
        (self.models / "embedder.onnx").write_bytes(self.good)

    def curl(self, script):
        # The option -o names the file to write, the last argument the address.
        self.program("curl",
                     'while [ $# -gt 1 ]; do [ "$1" = -o ] && out=$2; shift; done\necho "$1" >>fetched\n' + script)

    def test_good_files_are_enough(self):
        (self.models / "detector.onnx").write_bytes(self.good)
        self.curl("exit 7\n")
        answer = self.dev("models")
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertIn("detector.onnx: good (required, MIT)", answer.stdout)
        self.assertFalse((self.root / "fetched").exists())

    def test_a_published_file_is_fetched_and_checked(self):
        self.curl('printf "the network\'s bytes" >"$out"\n')
        answer = self.dev("models")
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertEqual((self.models / "detector.onnx").read_bytes(), self.good)
        self.assertEqual((self.root / "fetched").read_text().split("/", 3)[3],
                         "owner/zoo/raw/main/models/detector.onnx\n")
        self.assertEqual(self.dev("models", "--fetch-all").returncode, 0)
        self.assertEqual((self.models / "extra.onnx").read_bytes(), self.good)

    def test_other_bytes_are_not_kept(self):
        self.curl('printf "an error page" >"$out"\n')
        answer = self.dev("models")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("detector.onnx", answer.stderr)
        self.assertIn("SHA-256 differs", answer.stderr)
        self.assertEqual(sorted(path.name for path in self.models.iterdir()), ["embedder.onnx"])

    def test_without_a_network_it_says_what_to_get_and_where(self):
        self.curl("exit 6\n")
        (self.models / "embedder.onnx").unlink()
        answer = self.dev("models")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("owner/zoo/raw/main/models/detector.onnx", answer.stderr)
        self.assertIn("embedder.onnx: missing, and not published in this form (origin: owner/elsewhere)", answer.stderr)
        self.assertIn("2 of the networks a gate needs are missing", answer.stderr)

    def test_a_changed_file_is_not_the_one_we_mean(self):
        (self.models / "detector.onnx").write_bytes(b"x")
        self.curl("exit 6\n")
        answer = self.dev("models")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("detector.onnx: not the file we mean", answer.stderr)

    def test_the_folder_may_be_named(self):
        self.models.rename(self.root / "elsewhere")
        (self.root / "elsewhere/detector.onnx").write_bytes(self.good)
        self.assertEqual(self.dev("models", "--models", "elsewhere").returncode, 0)
        self.assertEqual(self.dev("models", CLEARANCE_MODELS="elsewhere").returncode, 0)


class BuildAndTestTest(DevTestCase):
    def setUp(self):
        super().setUp()
        for name in ("cmake", "ninja", "ctest"):
            self.program(name, f'echo "{name} $* long=$CLEARANCE_LONG" >>ran\n')

    def ran(self):
        return (self.root / "ran").read_text().splitlines()

    def test_it_configures_builds_and_runs_what_is_not_long(self):
        answer = self.dev("test", "-R", "Decide", CLEARANCE_SKIP_SETUP="1")
        self.assertEqual(answer.returncode, 0, answer.stderr)
        cmake, ninja, ctest = self.ran()
        self.assertEqual(cmake, "cmake --preset release long=")
        self.assertTrue(ninja.startswith("ninja -C build/release -j "), ninja)
        self.assertEqual(ctest, "ctest --test-dir build/release --output-on-failure -j2 --no-tests=error "
                                "-LE ^long$ -R Decide long=")

    def test_long_and_preset(self):
        self.assertEqual(self.dev("test", "--long", "--preset", "asan", CLEARANCE_SKIP_SETUP="1").returncode, 0)
        self.assertEqual(self.ran()[-1], "ctest --test-dir build/asan --output-on-failure -j2 --no-tests=error long=1")

    def test_the_thread_sanitizer_sees_what_starts_no_grpc(self):
        self.assertEqual(self.dev("test", "--preset", "tsan", CLEARANCE_SKIP_SETUP="1").returncode, 0)
        _, ninja, ctest = self.ran()
        for name in ("base", "admin", "sqlite", "db", "contract", "durability", "link", "agent"):
            self.assertIn(f" clearance_{name}_test ", ninja)
        self.assertNotIn(" clearance_agent_grpc_central_test ", ninja)
        self.assertIn("-E _NOT_BUILT$|", ctest)

    def test_the_failing_part_is_named_and_nothing_runs_after_it(self):
        self.program("cmake", "echo no such library; exit 1\n")
        answer = self.dev("test", CLEARANCE_SKIP_SETUP="1")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("no such library", answer.stderr)
        self.assertIn("cmake could not configure the preset release", answer.stderr)
        self.assertFalse((self.root / "ran").exists())

    def test_a_failed_build_runs_no_test(self):
        self.program("ninja", "exit 1\n")
        answer = self.dev("test", CLEARANCE_SKIP_SETUP="1")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("the build failed", answer.stderr)
        self.assertEqual(len(self.ran()), 1)

    def test_ctest_speaks_last_and_its_exit_code_stands(self):
        self.program("ctest", "echo '50% tests passed, 1 tests failed out of 2'; exit 8\n")
        answer = self.dev("test", CLEARANCE_SKIP_SETUP="1")
        self.assertEqual(answer.returncode, 8)
        self.assertTrue(answer.stdout.endswith("50% tests passed, 1 tests failed out of 2\n"))

    def test_the_demo_gets_its_options_and_its_exit_code_stands(self):
        (self.root / "tests/acceptance/demo").mkdir(parents=True)
        shutil.copy(ROOT / "tests/acceptance/demo/main.cc", self.root / "tests/acceptance/demo/main.cc")
        answer = self.dev("demo", "--check", CLEARANCE_SKIP_SETUP="1")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("the build made no build/release/bin/clearance-demo", answer.stderr)
        program = self.root / "build/release/bin/clearance-demo"
        program.parent.mkdir(parents=True)
        program.write_text('#!/bin/sh\necho "demo $*"\nexit 3\n')
        program.chmod(0o755)
        answer = self.dev("demo", "--check", "--keep", CLEARANCE_SKIP_SETUP="1")
        self.assertEqual(answer.returncode, 3)
        self.assertTrue(answer.stdout.endswith("demo --check --keep\n"))


@unittest.skipUnless(os.geteuid() == 0, "needs root")
class UnderSudoTest(DevTestCase):
    """As root with what sudo tells of its caller, who is nobody, and owns the project's folder."""

    def setUp(self):
        super().setUp()
        os.chown(self.root, NOBODY, NOBODY)
        for name in ("cmake", "ninja", "ctest"):
            self.program(name, f'echo "{name} $(id -u):$(id -g) $HOME" >>ran; touch build/made-by-{name}\n')

    def sudo(self, *arguments):
        return self.dev(*arguments, SUDO_UID=str(NOBODY), SUDO_GID=str(NOBODY), CLEARANCE_SKIP_SETUP="1")

    def ran(self):
        return [line.split() for line in (self.root / "ran").read_text().splitlines()]

    def of_root(self):
        return sorted(str(path.relative_to(self.root)) for path in (self.root / "build").rglob("*")
                      if path.lstat().st_uid == 0)

    def test_it_builds_as_the_caller_with_their_home_and_tests_as_root(self):
        answer = self.sudo("test")
        self.assertEqual(answer.returncode, 0, answer.stderr)
        nobody, home = f"{NOBODY}:{NOBODY}", pwd.getpwuid(NOBODY).pw_dir
        self.assertEqual(self.ran(),
                         [["cmake", nobody, home], ["ninja", nobody, home], ["ctest", "0:0", str(self.root)]])
        self.assertTrue((self.root / "build/made-by-ctest").exists())
        self.assertEqual(self.of_root(), [])

    def test_what_fails_is_given_back_too_and_its_exit_code_stands(self):
        self.program("ctest", "touch build/half; exit 8\n")
        self.assertEqual(self.sudo("test").returncode, 8)
        self.program("ninja", "exit 1\n")
        answer = self.sudo("test")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("the build failed", answer.stderr)
        self.assertEqual(self.sudo("build", "fast").returncode, 2)
        self.assertEqual(self.of_root(), [])

    def test_what_needs_no_root_runs_as_the_caller_who_finds_what_root_once_made_their_own(self):
        program = self.root / "build/release/bin/clearance-demo"
        program.parent.mkdir(parents=True)
        program.write_text('#!/bin/sh\necho "demo $(id -u) $*"; exit 3\n')
        (self.root / "tests/acceptance/demo").mkdir(parents=True)
        shutil.copy(ROOT / "tests/acceptance/demo/main.cc", self.root / "tests/acceptance/demo/main.cc")
        program.chmod(0o755)
        answer = self.sudo("demo", "--keep")
        self.assertEqual(answer.returncode, 3, answer.stderr)
        self.assertTrue(answer.stdout.endswith(f"demo {NOBODY} --keep\n"), answer.stdout)
        self.assertEqual(self.of_root(), [])

    def test_keys_that_root_made_are_the_callers(self):
        self.assertEqual(self.sudo("pki", "build/docker-pki").returncode, 0)
        self.assertTrue((self.root / "build/docker-pki/ca.pem").exists())
        self.assertEqual(self.of_root(), [])

    def test_systems_stay_roots_and_a_containers_keys_its_own(self):
        for name in ("image/storage/etc/shadow", "fresh/machine/etc/shadow", "docker-pki/server_key.pem"):
            (self.root / "build" / name).parent.mkdir(parents=True)
            (self.root / "build" / name).touch()
        os.chown(self.root / "build/docker-pki/server_key.pem", 10001, 10001)
        self.assertEqual(self.sudo("build").returncode, 0)
        self.assertEqual((self.root / "build/docker-pki/server_key.pem").stat().st_uid, 10001)
        self.assertEqual({name for name in self.of_root() if name.endswith("shadow")},
                         {"build/image/storage/etc/shadow", "build/fresh/machine/etc/shadow"})
        self.assertEqual((self.root / "build/image").stat().st_uid, NOBODY)

    def test_root_itself_without_sudo_is_nobody_else(self):
        self.assertEqual(self.dev("test", CLEARANCE_SKIP_SETUP="1").returncode, 0)
        self.assertEqual({line[1] for line in self.ran()}, {"0:0"})


class ImageTest(DevTestCase):
    def setUp(self):
        super().setUp()
        for name in ("cmake", "ninja"):
            self.program(name, f'echo "{name}" >>ran\n')
        (self.root / "docker").mkdir()

    def image(self, *options, script="exit 0\n"):
        """./dev image over a docker/image.sh that does as told."""
        path = self.root / "docker/image.sh"
        path.write_text('#!/bin/sh\necho "image $*" >>ran\n' + script)
        path.chmod(0o755)
        answer = self.dev("image", *options, CLEARANCE_SKIP_SETUP="1")
        return answer.returncode, (self.root / "ran").read_text().splitlines()

    def test_what_cannot_be_done_is_told_before_minutes_of_building(self):
        self.assertEqual(self.image(script='test "$1" != --check\n'), (1, ["image --check"]))

    def test_it_builds_here_unless_the_image_does(self):
        self.assertEqual(self.image("--fresh"), (0, ["image --check --fresh", "cmake", "ninja", "image --fresh"]))
        (self.root / "ran").unlink()
        self.assertEqual(self.image("--compile"), (0, ["image --check --compile", "image --compile"]))


class FormatTest(DevTestCase):
    def test_check_and_fix_look_at_our_files_only(self):
        for name in ("common/a.cc", "common/a.h", "build/b.cc", "models/c.cc", ".git/d.cc"):
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_text("")
        self.program("clang-format", 'echo "$*" >>formatted\n')
        self.assertEqual(self.dev("fix", CLEARANCE_SKIP_SETUP="1").returncode, 0)
        self.assertEqual(sorted((self.root / "formatted").read_text().split()), ["-i", "./common/a.cc", "./common/a.h"])


if __name__ == "__main__":
    unittest.main()
