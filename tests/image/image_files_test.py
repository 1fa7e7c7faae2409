"""What the files of docker/ say, held against the programs and each other; builds and starts nothing.

    image_files_test.py BIN        the folder of the built programs
"""

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import unittest
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))

from needs import main  # noqa: E402

DOCKER = ROOT / "docker"
BIN = None  # set from the command line
# Which programs each stage of the Dockerfile holds; what no image lists, because a bare Debian has it; and what a build
# with sanitizers loads, in the place of the centre's allocator.
PROGRAMS = {"centre": ("clearance-server", "clearctl-plain"), "gate": ("gate-agent", "clearctl")}
BARE = {"libc6", "libgcc-s1", "libstdc++6"}
SANITIZERS = {"libasan8", "libubsan1"}
# Debian has several libraries of these two names and its alternatives choose; the images take the plain ones, which are
# a sixth of OpenBLAS's size, start no threads, and are all that dlib's landmarks need.
PLAIN = {"libblas.so.3": "libblas3", "liblapack.so.3": "liblapack3"}
ALLOCATOR = {"centre": {"libjemalloc2"}, "gate": set()}
# What find takes for a document that is no licence. It must never be read from a file and run: that removes, as root.
DOCUMENTS = ("-mindepth", "2", "!", "-type", "d", "!", "-name", "copyright")
CONFIGS = {"centre": ["centre.toml"], "gate": ["gate-1.toml", "gate-2.toml"]}


def run(*command):
    return subprocess.run(command, text=True, timeout=60, capture_output=True, check=False)


def stages(text):
    """The text of each named stage."""
    found = re.split(r"^FROM \S+ AS (\w+)$", text, flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2]))


def package_of(library):
    """The Debian package of a library, whichever of its two names under the merged /usr the package has."""
    path = str(Path(library).resolve())
    for name in (path, path.removeprefix("/usr")):
        owner = run("dpkg", "-S", name).stdout
        if owner:
            return owner.split(":")[0]
    return f"nobody's {library}"


def listens(name):
    """(host, port) of all that a configuration listens on, in its order."""
    text = (DOCKER / name).read_text(encoding="utf-8")
    return re.findall(r'(?m)^listen = "(.*):(\d+)"', text)


def is_debian_12():
    return 'VERSION_ID="12"' in Path("/etc/os-release").read_text(encoding="utf-8")


class ImageFilesTest(unittest.TestCase):
    def setUp(self):
        self.stages = stages((DOCKER / "Dockerfile").read_text(encoding="utf-8"))
        self.text = (DOCKER / "compose.yaml").read_text(encoding="utf-8")
        self.services = yaml.safe_load(self.text)["services"]

    def mounts(self, service):
        """(source, target, mode) of each volume."""
        return [tuple((volume + ":rw").split(":")[:3]) for volume in self.services[service]["volumes"]]

    @unittest.skipUnless(is_debian_12(), "the names of the packages are Debian 12's")
    def test_an_image_installs_exactly_what_its_programs_load(self):
        for stage, programs in PROGRAMS.items():
            needed = set()
            for program in programs:
                found = dict(re.findall(r"^\s+(\S+) => (\S+)", run("ldd", str(BIN / program)).stdout, re.MULTILINE))
                dynamic = run("readelf", "-d", str(BIN / program)).stdout
                needed |= {PLAIN.get(library) or package_of(found[library])
                           for library in re.findall(r"\(NEEDED\).*\[(.+)\]", dynamic)}
            listed = set(re.findall(r"\blib[\w.+-]+\b",
                                    re.search(r"--no-install-recommends(.*?)&&", self.stages[stage], re.DOTALL)[1]))
            if needed & SANITIZERS:
                needed = needed - SANITIZERS | ALLOCATOR[stage]
            with self.subTest(stage):
                self.assertEqual(listed, needed - BARE)
                self.assertIn(" tzdata ", self.stages[stage])

    def test_an_image_holds_its_programs_which_are_compiled_for_it(self):
        compiled = re.sub(r"\\\n", "", self.stages["build"])
        made = set(re.search(r'ninja .* -j "\$JOBS" (.*?) +&&', compiled)[1].split())
        installed = set(re.search(r"install -D -t /programs (.*)", compiled)[1].split())
        self.assertEqual(made, {program for programs in PROGRAMS.values() for program in programs})
        self.assertEqual(installed, made)
        for stage, programs in PROGRAMS.items():
            with self.subTest(stage):
                copied = re.findall(r"(?m)^COPY --from=programs (.*) (/usr/bin/\S*)$", self.stages[stage])
                self.assertEqual({program for names, _ in copied for program in names.split()}, set(programs))
        self.assertIn(("clearctl-plain", "/usr/bin/clearctl"), re.findall(
            r"(?m)^COPY --from=programs (\S+) (\S+)$", self.stages["centre"]), "under the name operators know")

    def test_every_image_gets_the_fixes_of_debian(self):
        fixed = re.search(r"(?m)^RUN apt-get update && \S+ apt-get upgrade -y ", self.stages["base"])
        self.assertTrue(fixed, "what is no package of ours stays as it was in the point release")
        for stage in PROGRAMS:
            self.assertRegex((DOCKER / "Dockerfile").read_text(encoding="utf-8"), rf"(?m)^FROM base AS {stage}$")

    def test_an_image_keeps_the_licence_of_each_package_and_no_other_document(self):
        cleaned = [re.sub(r"\\\n", "", text) for text in self.stages.values() if "rm -rf /var/lib/apt/lists" in text]
        self.assertEqual(len(cleaned), 3)
        for text in cleaned:
            told = re.findall(r"&& ([^&]*?/usr/share/doc[^&\n]*?) *(?=&&|\n)", text)
            self.assertEqual(told, [" ".join(("find /usr/share/doc", *DOCUMENTS, "-delete"))])
        with tempfile.TemporaryDirectory() as folder:
            doc = Path(folder) / "doc"
            for name in ("gcc-12-base/copyright", "gcc-12-base/changelog.gz", "libssl3/copyright",
                         "libssl3/more/notes"):
                (doc / name).parent.mkdir(parents=True, exist_ok=True)
                (doc / name).touch()
            (doc / "libgcc-s1").symlink_to("gcc-12-base")  # whose licence it shares
            found = run("find", str(doc), *DOCUMENTS).stdout.split()
            self.assertEqual(set(found), {str(doc / "gcc-12-base/changelog.gz"), str(doc / "libssl3/more/notes")})

    def test_every_image_runs_as_nobody_and_can_be_asked_how_it_is(self):
        for stage in PROGRAMS:
            with self.subTest(stage):
                self.assertRegex(self.stages[stage], r"(?m)^USER clearance$")
                self.assertRegex(self.stages[stage], r"(?m)^HEALTHCHECK ")
                self.assertRegex(self.stages[stage], r"(?m)^VOLUME /var/lib/clearance$")

    def test_the_health_check_asks_the_program_whose_configuration_says_where(self):
        for stage, names in CONFIGS.items():
            text = re.sub(r"\\\n", "", self.stages[stage])
            started = re.search(r'(?m)^ENTRYPOINT \["(.*)"\]\nCMD \["--config", "(.*)"\]$', text)
            health = re.search(r'(?m)^HEALTHCHECK .* CMD \["(.*)", "--config", "(.*)", "--health"\]$', text)
            self.assertEqual(health.groups(), started.groups())
            for name in names:
                self.assertRegex((DOCKER / name).read_text(encoding="utf-8"),
                                 r'(?m)^\[admin\]\nlisten = "\S+:[1-9]\d+"')

    def test_the_programs_take_the_configurations_with_the_keys_that_are_mounted(self):
        services = {"centre.toml": "centre", "gate-1.toml": "gate-1", "gate-2.toml": "gate-2"}
        with tempfile.TemporaryDirectory() as folder:
            made = run("bash", str(ROOT / "tests/support/dev_pki.sh"), f"{folder}/all")
            self.assertEqual(made.returncode, 0, made.stderr)
            for name, service in services.items():
                with self.subTest(service):
                    mounted = [(Path(source).name, Path(target).name) for source, target, mode in self.mounts(service)
                               if (str(Path(source).parent), str(Path(target).parent), mode)
                               == ("../build/docker-pki", "/etc/clearance/pki", "ro")]
                    etc = Path(folder) / service
                    (etc / "pki").mkdir(parents=True)
                    for source, target in mounted:
                        shutil.copy(f"{folder}/all/{source}", etc / "pki" / target)
                    text = (DOCKER / name).read_text(encoding="utf-8")
                    self.assertEqual({target for _, target in mounted}, set(re.findall(r'"pki/(\S+)"', text)))
                    (etc / name).write_text(text.replace("/var/lib/clearance", str(etc)), encoding="utf-8")
                    program = "clearance-server" if service == "centre" else "gate-agent"
                    checked = run(str(BIN / program), "--config", str(etc / name), "--check-config")
                    self.assertEqual(checked.returncode, 0, checked.stderr)

    def test_services_are_hardened_and_write_to_their_volume_alone(self):
        self.assertEqual(set(self.services), {"centre", "gate-1", "gate-2"})
        for name, service in self.services.items():
            with self.subTest(name):
                self.assertIs(service["read_only"], True)
                self.assertEqual(service["cap_drop"], ["ALL"])
                self.assertEqual(service["security_opt"], ["no-new-privileges:true"])
                self.assertNotIn("privileged", service)
                self.assertEqual([mount for mount in self.mounts(name) if mount[2] != "ro"],
                                 [(name, "/var/lib/clearance", "rw")])

    def test_services_run_what_the_script_and_the_dockerfile_make(self):
        for name, service in self.services.items():
            stage = "centre" if name == "centre" else "gate"
            with self.subTest(name):
                self.assertEqual(service["image"], f"localhost/{PROGRAMS[stage][0]}:latest")
                self.assertEqual(service.get("build", {}).get("target", stage), stage)
                self.assertEqual(service.get("depends_on", {}),
                                 {} if name == "centre" else {"centre": {"condition": "service_healthy"}})

    def test_everything_is_reached_from_the_same_machine_and_from_no_other(self):
        centre = listens("centre.toml")
        self.assertEqual(self.services["centre"]["ports"], [f"127.0.0.1:{port}:{port}" for _, port in centre])
        taken = [port for _, port in centre]
        for gate in ("gate-1", "gate-2"):
            self.assertEqual(self.services[gate].get("network_mode"), "host")
            self.assertEqual({host for host, _ in listens(f"{gate}.toml")}, {"127.0.0.1"}, gate)
            taken += [port for _, port in listens(f"{gate}.toml")]
            self.assertIn(f'address = "127.0.0.1:{centre[0][1]}"',
                          (DOCKER / f"{gate}.toml").read_text(encoding="utf-8"))
        self.assertEqual(len(set(taken)), 6, "one machine has each port once")

    def test_the_commands_that_are_told_reach_a_lane_and_its_officers(self):
        told = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
        kiosk = re.search(r"kiosk_client\.py --address (\S+) --lane (\S+) --stubs (\S+)", told)
        gate = tomllib.loads((DOCKER / "gate-1.toml").read_text(encoding="utf-8"))
        self.assertEqual(kiosk.groups(), (gate["devices"]["listen"], gate["lanes"][0]["id"], "build/release/python"))
        officer = re.search(r"officer_client\.py.*\n +--address (\S+) --pki (\S+) ", told)
        self.assertEqual(officer[1], self.services["centre"]["ports"][0].rpartition(":")[0])
        self.assertIn(f"./dev pki {officer[2]} ", self.text)

    def test_what_is_told_of_loading_names_each_image_by_itself(self):
        loads = re.findall(r"docker load -i (\S+)", self.text)
        self.assertEqual(loads, [f"build/image/{PROGRAMS[stage][0]}.tar" for stage in ("centre", "gate")])


if __name__ == "__main__":
    BIN = Path(sys.argv.pop(1)).resolve()
    main()
