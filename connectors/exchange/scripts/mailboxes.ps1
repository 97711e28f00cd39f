# Mailboxes by Guid or address, with sizes.
param([string]$RequestFile)
. "$PSScriptRoot\common.ps1"
Invoke-Operation -RequestFile $RequestFile -Operation 'mailboxes' -Commands @('Get-Mailbox', 'Get-MailboxStatistics') -Work {
    param($request)
    $answers = @(foreach ($identity in @($request.identities)) {
            $failure = $null
            $found = @()
            if (([string]$identity).Trim() -eq '' -or ([string]$identity).Contains('*')) { $failure = New-Failure 'BadIdentity' 'an empty identity or one with a wildcard' }
            else { try { $found = @(Get-Mailbox -Identity ([string]$identity)) } catch { $failure = ConvertTo-Failure $_ } }
            $record = $null
            if ($null -eq $failure) {
                if ($found.Count -ne 1) { $failure = New-Failure 'Ambiguous' "$($found.Count) mailboxes answer to this identity" }
                else {
                    $sizes = @{}
                    try { Add-Size $sizes (Get-MailboxStatistics -Identity ([string](Get-Prop $found[0] 'Guid'))) } catch { $sizes = @{} }
                    if ($null -ne (ConvertTo-GuidText (Get-Prop $found[0] 'ArchiveGuid'))) {
                        try { Add-Size $sizes (Get-MailboxStatistics -Identity ([string](Get-Prop $found[0] 'Guid')) -Archive) } catch { $failure = $null }
                    }
                    $record = ConvertTo-MailboxRecord $found[0] $sizes
                }
            }
            [pscustomobject]@{ identity = [string]$identity; mailbox = $record; error = $failure }
        })
    [pscustomobject]@{ mailboxes = $answers }
}
