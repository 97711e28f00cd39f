# Removes requests of ours: Guid and name must both be right. The file is not touched.
param([string]$RequestFile)
. "$PSScriptRoot\common.ps1"
$roles = @('Get-MailboxExportRequest', 'Remove-MailboxExportRequest', 'Get-MailboxImportRequest', 'Remove-MailboxImportRequest')
Invoke-Operation -RequestFile $RequestFile -Operation 'requests-remove' -RoleCommands $roles -Work {
    param($request)
    $listed = @{}
    $answers = @(foreach ($item in @($request.requests)) {
            $answer = [pscustomobject]@{ requestGuid = [string]$item.requestGuid; outcome = 'failed'; error = $null }
            try {
                $kind = [string]$item.kind
                if (-not $listed.ContainsKey($kind)) { $listed[$kind] = @(Get-OwnRequest $kind) }
                $found = @(Select-Request $listed[$kind] $answer.requestGuid)
                if ($found.Count -eq 0) { $answer.outcome = 'absent' }
                elseif ($found.Count -gt 1 -or [string](Get-Prop $found[0] 'Name') -cne [string]$item.name) { $answer.outcome = 'refused' }
                else {
                    Remove-OwnRequest $kind $answer.requestGuid
                    $answer.outcome = 'removed'
                }
            } catch { $answer.error = ConvertTo-Failure $_ }
            $answer
        })
    [pscustomobject]@{ requests = $answers }
}
