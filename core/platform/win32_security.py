"""Windows' users (SID) and security descriptors (SDDL), as texts."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

assert sys.platform == "win32"  # so that types are checked as what they are

import ctypes
from ctypes import wintypes

OWNER, DACL, PROTECTED_DACL = 1, 4, 0x80000000  # SECURITY_INFORMATION
FILE_OBJECT = 1  # SE_OBJECT_TYPE
REVISION = 1  # of SDDL
QUERY_LIMITED, TOKEN_QUERY, TOKEN_USER = 0x1000, 8, 1

kernel = ctypes.WinDLL("kernel32", use_last_error=True)
advapi = ctypes.WinDLL("advapi32", use_last_error=True)

_HANDLE, _POINTER, _TEXT, _BOOL, _DWORD = (
    wintypes.HANDLE,
    ctypes.c_void_p,
    wintypes.LPCWSTR,
    wintypes.BOOL,
    wintypes.DWORD,
)
_SIZE = ctypes.c_size_t
# Without these a handle or a pointer would be cut to 32 bits.
_SIGNATURES = (
    (kernel.CreateFileW, _HANDLE, (_TEXT, _DWORD, _DWORD, _POINTER, _DWORD, _DWORD, _HANDLE)),
    (kernel.CloseHandle, _BOOL, (_HANDLE,)),
    (kernel.LocalFree, _POINTER, (_POINTER,)),
    (kernel.OpenProcess, _HANDLE, (_DWORD, _BOOL, _DWORD)),
    (kernel.GetCurrentProcess, _HANDLE, ()),
    (kernel.GetVolumePathNameW, _BOOL, (_TEXT, _POINTER, _DWORD)),
    (
        kernel.GetVolumeInformationW,
        _BOOL,
        (_TEXT, _POINTER, _DWORD, _POINTER, _POINTER, _POINTER, _POINTER, _DWORD),
    ),
    (kernel.GetDriveTypeW, wintypes.UINT, (_TEXT,)),
    (kernel.SetDefaultDllDirectories, _BOOL, (_DWORD,)),
    (kernel.SetErrorMode, wintypes.UINT, (wintypes.UINT,)),
    (kernel.SetProcessMitigationPolicy, _BOOL, (ctypes.c_int, _POINTER, _SIZE)),
    (kernel.SetProcessWorkingSetSizeEx, _BOOL, (_HANDLE, _SIZE, _SIZE, _DWORD)),
    (kernel.GlobalMemoryStatusEx, _BOOL, (_POINTER,)),
    (kernel.CreateEventW, _HANDLE, (_POINTER, _BOOL, _BOOL, _TEXT)),
    (kernel.SetEvent, _BOOL, (_HANDLE,)),
    (kernel.GetNamedPipeClientProcessId, _BOOL, (_HANDLE, _POINTER)),
    (kernel.GetNamedPipeServerProcessId, _BOOL, (_HANDLE, _POINTER)),
    (advapi.OpenProcessToken, _BOOL, (_HANDLE, _DWORD, _POINTER)),
    (advapi.GetTokenInformation, _BOOL, (_HANDLE, ctypes.c_int, _POINTER, _DWORD, _POINTER)),
    (advapi.ConvertSidToStringSidW, _BOOL, (_POINTER, _POINTER)),
    (advapi.ConvertStringSidToSidW, _BOOL, (_TEXT, _POINTER)),
    (
        advapi.ConvertStringSecurityDescriptorToSecurityDescriptorW,
        _BOOL,
        (_TEXT, _DWORD, _POINTER, _POINTER),
    ),
    (
        advapi.ConvertSecurityDescriptorToStringSecurityDescriptorW,
        _BOOL,
        (_POINTER, _DWORD, _DWORD, _POINTER, _POINTER),
    ),
    (advapi.GetSecurityDescriptorDacl, _BOOL, (_POINTER, _POINTER, _POINTER, _POINTER)),
    (advapi.SetKernelObjectSecurity, _BOOL, (_HANDLE, _DWORD, _POINTER)),
    (
        advapi.GetNamedSecurityInfoW,
        _DWORD,
        (_TEXT, ctypes.c_int, _DWORD, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER),
    ),
    (
        advapi.GetSecurityInfo,
        _DWORD,
        (_HANDLE, ctypes.c_int, _DWORD, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER),
    ),
    (
        advapi.SetNamedSecurityInfoW,
        _DWORD,
        (_TEXT, ctypes.c_int, _DWORD, _POINTER, _POINTER, _POINTER, _POINTER),
    ),
)
for _call, _result, _arguments in _SIGNATURES:
    _call.restype, _call.argtypes = _result, _arguments


def checked(done: int) -> None:
    """OSError unless Windows said yes."""
    if not done:
        raise ctypes.WinError(ctypes.get_last_error())


@contextlib.contextmanager
def descriptor(sddl: str) -> Iterator[ctypes.c_void_p]:
    """A security descriptor of this text, for as long as it is needed."""
    made = ctypes.c_void_p()
    checked(
        advapi.ConvertStringSecurityDescriptorToSecurityDescriptorW(sddl, REVISION, ctypes.byref(made), None),
    )
    try:
        yield made
    finally:
        kernel.LocalFree(made)


class SecurityAttributes(ctypes.Structure):
    """As CreateFileW and CreateNamedPipeW take a descriptor."""

    _fields_ = (("length", wintypes.DWORD), ("descriptor", ctypes.c_void_p), ("inherit", wintypes.BOOL))


@contextlib.contextmanager
def attributes(sddl: str) -> Iterator[SecurityAttributes]:
    """A descriptor of this text, for what no child inherits."""
    with descriptor(sddl) as made:
        yield SecurityAttributes(ctypes.sizeof(SecurityAttributes), made, False)


def sid_named(name: str) -> str:
    """The SID of an abbreviation, or of a SID."""
    sid = ctypes.c_void_p()
    checked(advapi.ConvertStringSidToSidW(name, ctypes.byref(sid)))
    try:
        return _text_of(sid)
    finally:
        kernel.LocalFree(sid)


def user_of(process: int) -> str:
    """The SID of the user of a process."""
    running = kernel.OpenProcess(QUERY_LIMITED, False, process)
    checked(running)
    token = wintypes.HANDLE()
    try:
        checked(advapi.OpenProcessToken(running, TOKEN_QUERY, ctypes.byref(token)))
    finally:
        kernel.CloseHandle(running)
    try:
        room, size = ctypes.create_string_buffer(256), wintypes.DWORD()
        checked(advapi.GetTokenInformation(token, TOKEN_USER, room, len(room), ctypes.byref(size)))
        return _text_of(ctypes.c_void_p.from_buffer(room))  # TOKEN_USER begins with a pointer to the SID
    finally:
        kernel.CloseHandle(token)


def of_file(path: str) -> str:
    """Owner and list of a file or folder."""
    found = ctypes.c_void_p()
    out = (None, None, None, None, ctypes.byref(found))
    return _sddl(advapi.GetNamedSecurityInfoW(path, FILE_OBJECT, OWNER | DACL, *out), found)


def of_handle(handle: int, kind: int) -> str:
    """Owner and list of what is open."""
    found = ctypes.c_void_p()
    out = (None, None, None, None, ctypes.byref(found))
    return _sddl(advapi.GetSecurityInfo(handle, kind, OWNER | DACL, *out), found)


def _sddl(code: int, found: ctypes.c_void_p) -> str:
    if code:
        raise ctypes.WinError(code)
    text = wintypes.LPWSTR()
    convert = advapi.ConvertSecurityDescriptorToStringSecurityDescriptorW
    try:
        checked(convert(found, REVISION, OWNER | DACL, ctypes.byref(text), None))
        return _taken(text)
    finally:
        kernel.LocalFree(found)


def _text_of(sid: ctypes.c_void_p) -> str:
    text = wintypes.LPWSTR()
    checked(advapi.ConvertSidToStringSidW(sid, ctypes.byref(text)))
    return _taken(text)


def _taken(text: wintypes.LPWSTR) -> str:
    try:
        return text.value or ""
    finally:
        kernel.LocalFree(ctypes.cast(text, ctypes.c_void_p))
