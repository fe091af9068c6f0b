; Tandem's setup: for one person, without an administrator, never in PATH. packaging/installers.py defines VERSION, PAYLOAD
; (a folder), OUT and ICON, and where there is somebody to sign, SIGN: the command that does. A home is not touched by it,
; neither when it installs nor when it removes.
Unicode true
ManifestDPIAware true
RequestExecutionLevel user
SetCompressor /SOLID lzma
Name "Tandem"
OutFile "${OUT}"
Icon "${ICON}"
UninstallIcon "${ICON}"
InstallDir "$LOCALAPPDATA\Programs\Tandem"
BrandingText "Tandem ${VERSION}"
!ifdef SIGN
  !uninstfinalize '${SIGN} "%1"' = 0
!endif

VIProductVersion "${VERSION}.0"
VIFileVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Tandem"
VIAddVersionKey "CompanyName" "The Tandem project"
VIAddVersionKey "FileDescription" "Setup of Tandem"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "MIT"

!include "LogicLib.nsh"
!include "x64.nsh"
!define GONE "Software\Microsoft\Windows\CurrentVersion\Uninstall\Tandem"

Page instfiles
UninstPage uninstConfirm
UninstPage instfiles

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_ICONSTOP "Tandem needs a 64-bit Windows." /SD IDOK
    Abort
  ${EndIf}
FunctionEnd

; A program that runs has its files open: nothing is written over below it.
!macro ends_if_open
  ${If} ${FileExists} "$INSTDIR\tandem-desktop.exe"
    ClearErrors
    FileOpen $0 "$INSTDIR\tandem-desktop.exe" a
    ${If} ${Errors}
      MessageBox MB_ICONSTOP "Tandem is open. Close it, then start this again." /SD IDOK
      SetErrorLevel 5
      Abort
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend

Section "Tandem"
  !insertmacro ends_if_open
  RMDir /r "$INSTDIR\_internal" ; no library of an older version stays beside the new ones
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Tandem.lnk" "$INSTDIR\tandem-desktop.exe"
  WriteRegStr HKCU "Software\Classes\bitcoin" "" "URL:Bitcoin payment"
  WriteRegStr HKCU "Software\Classes\bitcoin" "URL Protocol" ""
  WriteRegStr HKCU "Software\Classes\bitcoin\shell\open\command" "" '"$INSTDIR\tandem-desktop.exe" --uri "%1"'
  WriteRegStr HKCU "${GONE}" "DisplayName" "Tandem"
  WriteRegStr HKCU "${GONE}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${GONE}" "DisplayIcon" "$INSTDIR\tandem-desktop.exe"
  WriteRegStr HKCU "${GONE}" "Publisher" "The Tandem project"
  WriteRegStr HKCU "${GONE}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${GONE}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${GONE}" "NoModify" 1
  WriteRegDWORD HKCU "${GONE}" "NoRepair" 1
SectionEnd

Section "Uninstall"
  !insertmacro ends_if_open
  ; By name: whatever else somebody has put there stays.
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\tandem-desktop.exe"
  Delete "$INSTDIR\tandem.exe"
  Delete "$INSTDIR\tandem-git-sign.exe"
  Delete "$INSTDIR\age-plugin-tandem.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Tandem.lnk"
  ReadRegStr $0 HKCU "Software\Classes\bitcoin\shell\open\command" ""
  ${If} $0 == '"$INSTDIR\tandem-desktop.exe" --uri "%1"' ; another wallet may have them by now
    DeleteRegKey HKCU "Software\Classes\bitcoin"
  ${EndIf}
  DeleteRegKey HKCU "${GONE}"
SectionEnd
