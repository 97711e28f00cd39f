# SHA-256 of files of ours as the server's disk holds them; needs no Exchange session.
param([string]$RequestFile)
. "$PSScriptRoot\common.ps1"
Invoke-Operation -RequestFile $RequestFile -Operation 'file-hash' -WithoutExchange -Work {
    param($request)
    $answers = @(foreach ($path in @($request.files)) {
            $answer = [pscustomobject]@{ path = [string]$path; sha256 = $null; bytes = $null; error = $null }
            try {
                if ($answer.path -cnotmatch '\\coffre-[a-z0-9-]{1,120}\.pst$') { throw 'not a file of ours' }
                $answer.sha256 = ([string](Get-FileHash -LiteralPath $answer.path -Algorithm SHA256).Hash).ToLowerInvariant()
                $answer.bytes = [long](Get-Item -LiteralPath $answer.path).Length
            } catch { $answer.error = ConvertTo-Failure $_ }
            $answer
        })
    [pscustomobject]@{ files = $answers }
}
