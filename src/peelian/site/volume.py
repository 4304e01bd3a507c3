"""What kind of disk a folder is on."""

from pathlib import Path

FAR = (
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "lustre", "glusterfs", "gpfs", "beegfs",
    "fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "fuse.rclone", "fuse.blobfuse2",
)  # fmt: skip


def is_local(path: Path, mounts: str | None = None) -> bool:
    """Whether a file is on a disk of this machine; taken to be where the machine does not say.

    `mounts` is what the machine says is mounted, as in /proc/self/mounts.
    """
    if mounts is None:
        try:
            mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return True
    best, kind = Path("/"), ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        at = Path(fields[1].replace("\\040", " "))
        if path.is_relative_to(at) and len(at.parts) >= len(best.parts):
            best, kind = at, fields[2]
    return kind not in FAR
