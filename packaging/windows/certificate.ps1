# For a workflow: put the certificate that it signs with into the store of who runs it, and tell the steps behind.
#
# PFX, PFX_PASSWORD  certificate and key, as base64. Certificates of today mostly lie in a card or at a service that signs at
# THUMBPRINT         a distance; where one of these shows it in the store already, its thumbprint is enough. Without: nothing
$ErrorActionPreference = "Stop"
$thumbprint = $env:THUMBPRINT
if ($env:PFX) {
    $file = Join-Path $env:RUNNER_TEMP "tandem.pfx"
    try {
        [IO.File]::WriteAllBytes($file, [Convert]::FromBase64String($env:PFX))
        $password = ConvertTo-SecureString $env:PFX_PASSWORD -AsPlainText -Force
        $thumbprint = (Import-PfxCertificate $file -CertStoreLocation Cert:\CurrentUser\My -Password $password).Thumbprint
    } finally {
        Remove-Item $file -ErrorAction SilentlyContinue
    }
}
if (-not $thumbprint) {
    Write-Output "::notice::No certificate: what is built here is signed by nobody, and Windows warns of it."
    exit 0
}
Add-Content $env:GITHUB_ENV "TANDEM_WINDOWS_THUMBPRINT=$thumbprint"
