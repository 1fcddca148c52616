  Scenario: Roll family web back, NUMBER
    When m-v2 is deprecated, it is refused with ImageUseShared
    And m-v2 is unshared from 2000000000000002
    And m-v2 is deprecated
    Then family web resolves to m-v1
    And an instance is launched from family web
