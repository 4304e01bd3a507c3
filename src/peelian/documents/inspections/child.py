"""The process that reads one file, so that a hostile one can neither fill the memory nor run for ever.

`python -m peelian.documents.inspections.child SECONDS BYTES`: a name on the first line of standard input, then
the file; a line of JSON on standard output. What it may use is limited before the file is looked at.
"""

import json
import resource
import sys


def limited(seconds: int, memory: int) -> None:
    """Let this process use no more than so many seconds of a processor and bytes of memory."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.setrecursionlimit(3_000)


def answer(name: str, content: bytes) -> dict[str, object]:
    """What the file says, or what is wrong with it."""
    from peelian.documents.inspections.files import text_of
    from peelian.documents.inspections.grammar import understood
    from peelian.framework.errors import UserError

    try:
        document = understood(name, text_of(content))
    except UserError as error:
        return {"wrong": str(error)}
    except (MemoryError, RecursionError):
        return {
            "wrong": "it takes more memory than a document may: it may be made to do harm, or save it as text"
        }
    return {"document": document.as_json(), "text": document.text}


if __name__ == "__main__":
    limited(int(sys.argv[1]), int(sys.argv[2]))
    first = sys.stdin.buffer.readline()
    made = answer(json.loads(first), sys.stdin.buffer.read())
    sys.stdout.write(json.dumps(made))
