# Creates import requests that put a whole PST under one folder of a mailbox.
param([string]$RequestFile)
. "$PSScriptRoot\common.ps1"
Invoke-Operation -RequestFile $RequestFile -Operation 'import-start' -Commands @('Get-Mailbox') -RoleCommands @('New-MailboxImportRequest', 'Get-MailboxImportRequest', 'Remove-MailboxImportRequest') -Work {
    param($request)
    $answers = @(foreach ($item in @($request.imports)) {
            $answer = [pscustomobject]@{ name = [string]$item.name; requestGuid = $null; mailbox = $null; error = $null }
            try {
                if ($answer.name -cnotmatch $script:OwnName) { throw 'not a name of ours' }
                # Without a target folder the import would merge into the mailbox itself.
                if (([string]$item.targetRootFolder).Trim('/', ' ') -eq '') { throw 'no target folder' }
                $mailbox = Find-Mailbox ([string]$item.mailbox)
                $answer.mailbox = ConvertTo-MailboxRecord $mailbox $null
                $parameters = @{
                    Mailbox                      = [string](Get-Prop $mailbox 'Guid')
                    FilePath                     = [string]$item.filePath
                    Name                         = [string]$item.name
                    BatchName                    = [string]$item.batchName
                    TargetRootFolder             = [string]$item.targetRootFolder
                    BadItemLimit                 = [int]$item.badItemLimit
                    LargeItemLimit               = [int]$item.largeItemLimit
                    # Hidden items of the backup beside those of the mailbox in use would be duplicates.
                    AssociatedMessagesCopyOption = 'DoNotCopy'
                    RequestExpiryInterval        = ('{0}.00:00:00' -f [int]$item.expiryDays)
                }
                if ([bool]$item.archive) { $parameters['IsArchive'] = $true }
                if ([bool]$item.excludeDumpster) { $parameters['ExcludeDumpster'] = $true }
                $created = @(New-MailboxImportRequest @parameters)
                if ($created.Count -ne 1) { throw "the server created $($created.Count) requests" }
                $answer.requestGuid = ConvertTo-GuidText (Get-Prop $created[0] 'RequestGuid')
                if ($null -eq $answer.requestGuid) { throw 'the new request has no Guid' }
            } catch {
                $answer.error = ConvertTo-Failure $_
                $answer.requestGuid = $null
                if ($answer.name -cmatch $script:OwnName) { Clear-FailedRequest 'import' $answer.name }
            }
            $answer
        })
    [pscustomobject]@{ imports = $answers }
}
