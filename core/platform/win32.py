"""The calls of Windows' own libraries: the only part that needs a Windows to run. windows.py and pipes.py say what each
is for, and what it raises.

A security descriptor of a new object lives as long as the call that makes the object. win32_pipes.py has the pipes'.
"""

from __future__ import annotations

import contextlib
import os
import sys

assert sys.platform == "win32"  # so that types are checked as what they are

import ctypes
import msvcrt
import winreg
from ctypes import wintypes
from functools import cached_property

from core.platform.win32_pipes import RealPipes
from core.platform.win32_security import (
    DACL,
    PROTECTED_DACL,
    advapi,
    attributes,
    checked,
    descriptor,
    kernel,
    of_file,
    of_handle,
    sid_named,
    user_of,
)

GENERIC_WRITE, CREATE_NEW, NORMAL = 0x40000000, 1, 0x80
FILE_OBJECT, KERNEL_OBJECT = 1, 6  # SE_OBJECT_TYPE
DEFAULT_DIRS = 0x1000  # LOAD_LIBRARY_SEARCH_DEFAULT_DIRS: the program's folder, System32, and what was added by name
NO_BOXES = 0x0001 | 0x0002  # SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX
NO_HEAP = 1  # WER_FAULT_REPORTING_FLAG_NOHEAP
IMAGE_LOAD, NO_REMOTE_IMAGES = 10, 1  # ProcessImageLoadPolicy
HARD_LEAST, SOFT_MOST = 1, 8  # QUOTA_LIMITS_HARDWS_MIN_ENABLE, QUOTA_LIMITS_HARDWS_MAX_DISABLE
INVALID = ctypes.c_void_p(-1).value


class RealCalls:
    """Those of kernel32, advapi32 and the C library."""

    def user(self) -> str:
        """Of this process."""
        return user_of(os.getpid())

    def sid(self, name: str) -> str:
        """ConvertStringSidToSidW knows both forms."""
        return sid_named(name)

    def security(self, of: str | int) -> str:
        """GetNamedSecurityInfoW follows no link of a file; GetSecurityInfo."""
        return of_file(of) if isinstance(of, str) else of_handle(msvcrt.get_osfhandle(of), FILE_OBJECT)

    def secure(self, path: str, sddl: str) -> None:
        """SetNamedSecurityInfoW."""
        with descriptor(sddl) as made:
            present, defaulted, dacl = wintypes.BOOL(), wintypes.BOOL(), ctypes.c_void_p()
            checked(
                advapi.GetSecurityDescriptorDacl(
                    made, ctypes.byref(present), ctypes.byref(dacl), ctypes.byref(defaulted)
                )
            )
            code = advapi.SetNamedSecurityInfoW(path, FILE_OBJECT, DACL | PROTECTED_DACL, None, None, dacl, None)
        if code:
            raise ctypes.WinError(code)

    def create(self, path: str, sddl: str) -> int:
        """CreateFileW with CREATE_NEW: a link of that name is there already."""
        with attributes(sddl) as made:
            handle = kernel.CreateFileW(path, GENERIC_WRITE, 0, ctypes.byref(made), CREATE_NEW, NORMAL, None)
        if handle in (INVALID, None):
            raise ctypes.WinError(ctypes.get_last_error())
        return msvcrt.open_osfhandle(handle, os.O_WRONLY | os.O_BINARY | os.O_NOINHERIT)

    def lock(self, handle: int, at: int) -> None:
        """From where the file stands, and back there."""
        was = os.lseek(handle, 0, os.SEEK_CUR)
        os.lseek(handle, at, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(handle, was, os.SEEK_SET)

    def drive(self, path: str) -> tuple[int, str]:
        """Of the volume's root."""
        root = ctypes.create_unicode_buffer(1024)
        checked(kernel.GetVolumePathNameW(path, root, len(root)))
        name = ctypes.create_unicode_buffer(64)
        known = kernel.GetVolumeInformationW(root.value, None, 0, None, None, None, name, len(name))
        return int(kernel.GetDriveTypeW(root.value)), name.value if known else ""

    def harden(self, sddl: str) -> None:
        """What of it an old Windows does not know is left out; the list of the process is not."""
        kernel.SetDefaultDllDirectories(DEFAULT_DIRS)
        kernel.SetErrorMode(NO_BOXES)
        with contextlib.suppress(OSError, AttributeError):
            ctypes.WinDLL("wer").WerSetFlags(NO_HEAP)
        policy = wintypes.DWORD(NO_REMOTE_IMAGES)
        kernel.SetProcessMitigationPolicy(IMAGE_LOAD, ctypes.byref(policy), ctypes.c_size_t(4))
        with descriptor(sddl) as made:
            checked(advapi.SetKernelObjectSecurity(kernel.GetCurrentProcess(), DACL | PROTECTED_DACL, made))

    def hold_memory(self, size: int) -> bool:
        """SetProcessWorkingSetSizeEx."""
        flags = HARD_LEAST | SOFT_MOST
        least, most = ctypes.c_size_t(size), ctypes.c_size_t(2 * size)
        return bool(kernel.SetProcessWorkingSetSizeEx(kernel.GetCurrentProcess(), least, most, flags))

    def memory(self) -> int:
        """GlobalMemoryStatusEx."""
        found = MemoryStatus(ctypes.sizeof(MemoryStatus))
        checked(kernel.GlobalMemoryStatusEx(ctypes.byref(found)))
        return int(found.total)

    def machine_guid(self) -> str:
        """Of the 64-bit registry."""
        access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography", 0, access) as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])

    def drop_keys(self) -> None:
        """One after the other."""
        while msvcrt.kbhit():
            msvcrt.getwch()

    @cached_property
    def pipes(self) -> RealPipes:
        """Loaded when somebody listens or connects."""
        return RealPipes()


class MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX."""

    _fields_ = (
        ("length", wintypes.DWORD),
        ("load", wintypes.DWORD),
        ("total", ctypes.c_ulonglong),
        ("others", ctypes.c_ulonglong * 6),
    )
