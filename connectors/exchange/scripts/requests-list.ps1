# Every request whose name is ours.
param([string]$RequestFile)
. "$PSScriptRoot\common.ps1"
Invoke-Operation -RequestFile $RequestFile -Operation 'requests-list' -RoleCommands @('Get-MailboxExportRequest', 'Get-MailboxImportRequest') -Work {
    param($request)
    $all = @(foreach ($kind in 'export', 'import') {
            foreach ($one in @(Get-OwnRequest $kind)) {
                [pscustomobject]@{
                    kind        = $kind
                    requestGuid = (ConvertTo-GuidText (Get-Prop $one 'RequestGuid'))
                    name        = [string](Get-Prop $one 'Name')
                    status      = (Limit-Text (Get-Prop $one 'Status') 100)
                    filePath    = (Limit-Text (Get-Prop $one 'FilePath'))
                    created     = (ConvertTo-Instant (Get-Prop $one 'WhenCreated'))
                }
            }
        })
    [pscustomobject]@{ requests = $all }
}
