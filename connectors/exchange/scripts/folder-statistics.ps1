# Folders of mailboxes with counts and sizes.
param([string]$RequestFile)
. "$PSScriptRoot\common.ps1"
Invoke-Operation -RequestFile $RequestFile -Operation 'folder-statistics' -Commands @('Get-Mailbox', 'Get-MailboxFolderStatistics') -Work {
    param($request)
    $answers = @(foreach ($item in @($request.mailboxes)) {
            $answer = [pscustomobject]@{ mailbox = [string]$item.mailbox; folders = $null; error = $null }
            try { $answer.folders = @(Get-FolderCount (Find-Mailbox $answer.mailbox) ([bool]$item.archive)) } catch { $answer.error = ConvertTo-Failure $_ }
            $answer
        })
    [pscustomobject]@{ mailboxes = $answers }
}
