# Every mailbox of the organisation with its signs, the accepted domains, and the units asked about.
param([string]$RequestFile)
. "$PSScriptRoot\common.ps1"
Invoke-Operation -RequestFile $RequestFile -Operation 'discover' -Commands @('Get-Mailbox', 'Get-MailboxStatistics', 'Get-AcceptedDomain', 'Get-OrganizationalUnit') -Work {
    param($request)
    $mailboxes = @(Get-Mailbox -ResultSize Unlimited | Where-Object { [string](Get-Prop $_ 'RecipientTypeDetails') -ne 'DiscoveryMailbox' })
    $sizes = $null
    if ([bool]$request.sizes) { $sizes = Get-MailboxSize $mailboxes }
    $units = @(foreach ($requested in @($request.organizationalUnits)) {
            $failure = $null
            $found = @()
            if ([string]$requested -eq '') { continue }
            try { $found = @(Get-OrganizationalUnit -Identity ([string]$requested)) } catch { $failure = ConvertTo-Failure $_ }
            if ($null -eq $failure -and $found.Count -ne 1) { $failure = New-Failure 'Ambiguous' "$($found.Count) units answer to this name" }
            $canonical = $null
            $distinguished = $null
            if ($null -eq $failure) {
                $canonical = Limit-Text (Get-Prop $found[0] 'CanonicalName')
                $distinguished = Limit-Text (Get-Prop $found[0] 'DistinguishedName')
            }
            [pscustomobject]@{ requested = [string]$requested; canonicalName = $canonical; distinguishedName = $distinguished; error = $failure }
        })
    [pscustomobject]@{
        mailboxes           = @($mailboxes | ForEach-Object { ConvertTo-MailboxRecord $_ $sizes })
        acceptedDomains     = @(Get-AcceptedDomain | ForEach-Object { Limit-Text (Get-Prop $_ 'DomainName') })
        organizationalUnits = $units
    }
}
