# Counts the folders of each mailbox, then creates its export request.
param([string]$RequestFile)
. "$PSScriptRoot\common.ps1"
Invoke-Operation -RequestFile $RequestFile -Operation 'export-start' -Commands @('Get-Mailbox', 'Get-MailboxFolderStatistics') -RoleCommands @('New-MailboxExportRequest', 'Get-MailboxExportRequest', 'Remove-MailboxExportRequest') -Work {
    param($request)
    $answers = @(foreach ($item in @($request.exports)) {
            $answer = [pscustomobject]@{ name = [string]$item.name; requestGuid = $null; mailbox = $null; error = $null; folders = $null; frozenAt = $null }
            try {
                if ($answer.name -cnotmatch $script:OwnName) { throw 'not a name of ours' }
                $mailbox = Find-Mailbox ([string]$item.mailbox)
                $answer.mailbox = ConvertTo-MailboxRecord $mailbox $null
                try { $answer.folders = @(Get-FolderCount $mailbox ([bool]$item.archive)) } catch { $answer.folders = $null }
                $parameters = @{
                    Mailbox               = [string](Get-Prop $mailbox 'Guid')
                    FilePath              = [string]$item.filePath
                    Name                  = [string]$item.name
                    BatchName             = [string]$item.batchName
                    BadItemLimit          = [int]$item.badItemLimit
                    LargeItemLimit        = [int]$item.largeItemLimit
                    RequestExpiryInterval = ('{0}.00:00:00' -f [int]$item.expiryDays)
                }
                if ([bool]$item.archive) { $parameters['IsArchive'] = $true }
                if ([bool]$item.excludeDumpster) { $parameters['ExcludeDumpster'] = $true }
                if (@($item.includeFolders).Count -gt 0) { $parameters['IncludeFolders'] = [string[]]@($item.includeFolders) }
                if (@($item.excludeFolders).Count -gt 0) { $parameters['ExcludeFolders'] = [string[]]@($item.excludeFolders) }
                $answer.frozenAt = ConvertTo-Instant ([datetime]::UtcNow)
                $created = @(New-MailboxExportRequest @parameters)
                if ($created.Count -ne 1) { throw "the server created $($created.Count) requests" }
                $answer.requestGuid = ConvertTo-GuidText (Get-Prop $created[0] 'RequestGuid')
                if ($null -eq $answer.requestGuid) { throw 'the new request has no Guid' }
            } catch {
                $answer.error = ConvertTo-Failure $_
                $answer.requestGuid = $null
                if ($answer.name -cmatch $script:OwnName) { Clear-FailedRequest 'export' $answer.name }
            }
            $answer
        })
    [pscustomobject]@{ exports = $answers }
}
