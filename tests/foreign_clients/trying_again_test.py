"""What docs/api.md says of trying again, against a server that fails as told.

    trying_again_test.py STUBS        the folder of the Python stubs
"""

import contextlib
import io
import re
import sys
import threading
import unittest
from concurrent import futures
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/support"), sys.argv.pop(1)]

import grpc  # noqa: E402
from google.rpc import status_pb2  # noqa: E402

import trying_again  # noqa: E402
from needs import main  # noqa: E402

REQUEST = b"the same every time"


class TryingAgainTest(unittest.TestCase):
    def setUp(self):
        self.answers = []  # what the server says next: a status code, whose RetryInfo asks for so many seconds
        self.heard = []
        self.pauses = []  # seconds, as asked for
        server = grpc.server(futures.ThreadPoolExecutor(max_workers=2))
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("s", {
            "Call": grpc.unary_unary_rpc_method_handler(self.serve),
            "Watch": grpc.unary_stream_rpc_method_handler(self.stream)}),))
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        self.addCleanup(lambda: server.stop(None).wait())
        channel = grpc.insecure_channel(f"127.0.0.1:{port}")
        self.addCleanup(channel.close)
        self.rpc = channel.unary_unary("/s/Call")
        self.watch = channel.unary_stream("/s/Watch")

    def serve(self, request, context):
        self.heard.append(request)
        if not self.answers:
            return b"answered"
        code, wait = self.answers.pop(0)
        details = status_pb2.Status(code=code.value[0])
        details.details.add().Pack(status_pb2.ErrorInfo(reason="BECAUSE", domain="clearance",
                                                        metadata={"field": "lane"}))
        if wait is not None:
            retry = status_pb2.RetryInfo()
            retry.retry_delay.FromNanoseconds(int(wait * 1e9))
            details.details.add().Pack(retry)
        context.set_trailing_metadata((("grpc-status-details-bin", details.SerializeToString()),))
        context.abort(code, "why")

    def stream(self, request, context):
        """Says one thing and then nothing more; the second time another."""
        left = threading.Event()
        context.add_callback(left.set)
        self.heard.append(request)
        yield b"first" if len(self.heard) == 1 else b"second"
        left.wait()

    def call(self, rpc, **more):
        """What call() makes of it; its pauses are noted and take no time."""
        return trying_again.call(rpc, REQUEST, wait_out=self.pauses.append, **more)

    def test_what_may_be_tried_again_is_with_the_same_message_and_growing_pauses(self):
        code = grpc.StatusCode
        self.answers = [(code.UNAVAILABLE, None), (code.DEADLINE_EXCEEDED, None), (code.ABORTED, None),
                        (code.CANCELLED, None)]
        self.assertEqual(self.call(self.rpc), b"answered")
        self.assertEqual(set(self.heard), {REQUEST})
        for number, pause in enumerate(self.pauses):
            longest = trying_again.FIRST_PAUSE_S * 2 ** number
            self.assertTrue(longest / 2 <= pause <= longest, pause)
        self.assertEqual(len(self.heard), 5)

    def test_an_error_that_says_when_is_believed(self):
        self.answers = [(grpc.StatusCode.RESOURCE_EXHAUSTED, 0.7), (grpc.StatusCode.UNAVAILABLE, 0.6)]
        self.assertEqual(self.call(self.rpc), b"answered")
        self.assertEqual(self.pauses, [0.7, 0.6])

    def test_any_other_error_is_the_end(self):
        for code in (grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.FAILED_PRECONDITION,
                     grpc.StatusCode.INVALID_ARGUMENT):
            self.answers, self.heard = [(code, None)], []
            with self.assertRaises(SystemExit) as ended:
                self.call(self.rpc)
            self.assertEqual(ended.exception.code, f"{code.name} BECAUSE {{'field': 'lane'}}: why")
            self.assertEqual(len(self.heard), 1)

    def test_a_wait_longer_than_ones_patience_is_the_end(self):
        self.answers = [(grpc.StatusCode.RESOURCE_EXHAUSTED, trying_again.PATIENCE_S + 1)]
        with self.assertRaises(SystemExit):
            self.call(self.rpc)

    def test_the_page_names_the_codes_that_are_tried_again(self):
        """docs/api.md and docs/errors.md name the same ones, and these are what call() goes by."""
        tried = set()
        for code in set(grpc.StatusCode) - {grpc.StatusCode.OK}:
            self.answers, self.heard = [(code, None)], []
            try:
                self.call(self.rpc)
                tried.add(code.name)
            except SystemExit:
                self.assertEqual(len(self.heard), 1)
        for page, sentence in (("api", r"(UNAVAILABLE[\w\s,]+?) do\s+not\s+say"),
                               ("errors", r"Only (UNAVAILABLE[\w\s,]+?are worth)")):
            told = re.search(sentence, (ROOT / f"docs/{page}.md").read_text(encoding="utf-8"))
            self.assertEqual(set(re.findall(r"[A-Z_]{5,}", told[1])), tried, page)

    def test_a_stream_that_is_silent_is_opened_again(self):
        seen, watches = [], []

        def second(request, timeout):
            watches.append(self.watch(request, timeout=timeout))  # reached only when something is broken
            for message in trying_again.alive(watches[-1], silence_s=0.2):
                seen.append(message)
                if message == b"second":
                    return message

        self.assertEqual(self.call(second), b"second")
        self.assertEqual(seen, [b"first", b"second"])
        self.assertEqual([watch.code() for watch in watches], 2 * [grpc.StatusCode.CANCELLED])
        self.assertEqual(len(self.pauses), 1)

    def test_a_stream_that_is_left_has_ended(self):
        watch = self.watch(REQUEST, timeout=trying_again.DEADLINE_S)
        messages = trying_again.alive(watch)
        self.assertEqual(next(messages), b"first")
        messages.close()
        self.assertEqual(watch.code(), grpc.StatusCode.CANCELLED)

    def test_nobody_there_is_tried_again_too(self):
        with grpc.insecure_channel("127.0.0.1:1") as channel, contextlib.redirect_stderr(io.StringIO()) as said:
            with self.assertRaises(SystemExit) as ended:
                self.call(channel.unary_unary("/s/Call"), patience_s=1)
            self.assertTrue(ended.exception.code.startswith("UNAVAILABLE "), ended.exception.code)
            self.assertGreater(len(self.pauses), 1)
            for line in said.getvalue().splitlines():
                self.assertRegex(line, r"^UNAVAILABLE : .*Connection refused.*: again in [\d.]+ s$")


if __name__ == "__main__":
    main()
