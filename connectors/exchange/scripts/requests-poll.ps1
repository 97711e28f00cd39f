# State of requests of ours, all in one call.
param([string]$RequestFile)
. "$PSScriptRoot\common.ps1"

function Get-Statistic([string]$Kind, [string]$RequestGuid) {
    if ($RequestGuid -notmatch $script:GuidText) { throw 'not a Guid' }
    if ($Kind -eq 'import') { $found = @(Get-MailboxImportRequestStatistics -Identity $RequestGuid) } else { $found = @(Get-MailboxExportRequestStatistics -Identity $RequestGuid) }
    return @($found | Where-Object { (ConvertTo-GuidText (Get-Prop $_ 'RequestGuid')) -eq $RequestGuid })
}

$roles = @('Get-MailboxExportRequest', 'Get-MailboxExportRequestStatistics', 'Get-MailboxImportRequest', 'Get-MailboxImportRequestStatistics')
Invoke-Operation -RequestFile $RequestFile -Operation 'requests-poll' -RoleCommands $roles -Work {
    param($request)
    $listed = @{}
    $states = @(foreach ($item in @($request.requests)) {
            $kind = [string]$item.kind
            $state = [pscustomobject]@{
                kind = $kind; requestGuid = [string]$item.requestGuid; name = [string]$item.name; found = $false; status = ''; statusDetail = ''; percent = 0
                bytesTransferred = 0; itemsTransferred = 0; estimatedItems = 0; badItems = 0; largeItems = 0; lastUpdate = $null; completed = $null
                failureType = ''; failureSide = ''; message = ''; overallSeconds = 0; stalledSeconds = 0; error = $null
            }
            try {
                $one = @(Get-Statistic $kind $state.requestGuid)
                if ($one.Count -ne 1) { throw "$($one.Count) requests answer to this Guid" }
                $s = $one[0]
                $bytes = ConvertTo-ByteCount (Get-Prop $s 'BytesTransferred')
                if ($null -eq $bytes) { $bytes = 0 }
                $stalled = 0
                foreach ($property in $s.PSObject.Properties) { if ($property.Name -like 'TotalStalled*') { $stalled += ConvertTo-Second $property.Value } }
                $state.found = $true
                $state.status = Limit-Text (Get-Prop $s 'Status') 100
                $state.statusDetail = Limit-Text (Get-Prop $s 'StatusDetail') 200
                $state.percent = ConvertTo-Count (Get-Prop $s 'PercentComplete')
                $state.bytesTransferred = $bytes
                $state.itemsTransferred = ConvertTo-Count (Get-Prop $s 'ItemsTransferred')
                $state.estimatedItems = ConvertTo-Count (Get-Prop $s 'EstimatedTransferItemCount')
                $state.badItems = ConvertTo-Count (Get-Prop $s 'BadItemsEncountered')
                $state.largeItems = ConvertTo-Count (Get-Prop $s 'LargeItemsEncountered')
                $state.lastUpdate = ConvertTo-Instant (Get-Prop $s 'LastUpdateTimestamp')
                $state.completed = ConvertTo-Instant (Get-Prop $s 'CompletionTimestamp')
                $state.failureType = Limit-Text (Get-Prop $s 'FailureType') 200
                $state.failureSide = Limit-Text (Get-Prop $s 'FailureSide') 100
                $state.message = Limit-Text (Get-Prop $s 'Message')
                $state.overallSeconds = ConvertTo-Second (Get-Prop $s 'OverallDuration')
                $state.stalledSeconds = $stalled
            } catch {
                # Gone, or only unreadable for the moment: the list of requests tells.
                $state.error = ConvertTo-Failure $_
                try {
                    if (-not $listed.ContainsKey($kind)) { $listed[$kind] = @(Get-OwnRequest $kind) }
                    if (@(Select-Request $listed[$kind] $state.requestGuid).Count -eq 0) { $state.error = $null }
                } catch { $state.error = ConvertTo-Failure $_ }
            }
            $state
        })
    [pscustomobject]@{ states = $states }
}
