"""Words that make or unmake a personal name, and the bare requests that are never an answer."""

from typing import Final

from bhxh.text import fold

# With their marks, as in a name typed properly. Without marks the folded form counts.
SURNAMES: Final = frozenset(
    """nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ ngô đinh trịnh trương phùng vương hồ dương lâm tạ quách
    tống khổng khuất giáp sầm thẩm triệu kiều nghiêm""".split()
)
"""Family names that are seldom anything else: one word of a name after them is enough."""

SURNAMES_TOO: Final = frozenset(
    """lương lý tôn nông đoàn đào mai tô hà châu cao thái tăng la lưu từ hứa thạch sơn danh kim giang lục bạch âu thân tiêu ninh ma lò vi lường
    quàng cầm đàm đậu đồng doãn hán hầu hoa khúc kha lã lai lại liêu lộ mạc mẫn nhâm nhan ông phí phó phương quản sử thiều tiết trà
    trang tưởng ung văn viên uông ứng chu chử chung cù cung diệp diêm du bành bồ biện bế an cồ đới đường hùng hướng kông kiên lều lầu
    giàng vàng sùng thào mùa hờ quan""".split()
)
"""Family names that are everyday words as well: they need two words of a name after them, the first one a usual middle name."""

MIDDLE_NAMES: Final = frozenset(
    """văn thị đức hữu ngọc quốc xuân thanh minh hoàng thu bích gia kim hồng phương thúy thùy thuỳ nhật tuấn quang đình thành trọng
    bảo khánh duy mỹ như tuyết diễm huỳnh trần lê nguyễn phúc viết bá đăng thái trung mạnh hoài hải việt thế tấn ánh vân lan thảo
    quỳnh cẩm yến diệu khắc doãn đắc sỹ huy anh trường chí tiến vĩnh nữ thất phạm""".split()
)

EVERYDAY: Final = frozenset(
    """tu lai khong tai co dung dau tin bao lam thi the nam ba bon nam dang han sau bay tam nhan cung cong hoc lanh tra tri doan vien
    quan chung thong hop luc nghia loi lien dinh ky hai tam chin mot anh chi em con da di ma vi y an me bo so nu giao thu thuong thang
    truong tuong vo chinh chien tho su cho toan nhat trang danh dan phu phi vung giang tien tiep trong viec hao cao du luong luu
    phat hau luat quyen tiep tin duong khoa tang xin hanh sinh dai hoa ha kha nha phong nguyen ngu can thanh viet mai la duoc lap""".split()
)
"""Words of names that, without their marks, are everyday words as well. Folded."""

DOUBTFUL_SURNAMES: Final = frozenset(
    "trinh tham khong dang tong trieu luong duong do ho vo vu truong dinh ta lam kieu dang giap sam ngo".split()
)
"""Of the sure family names those that, without their marks, need a usual middle name behind them. Folded."""

NOT_PLAIN_SURNAMES: Final = frozenset(
    "la lai tu co me be ong xin y ma vi con cu dung so du loi luc thang san bao han hau tra than thi van".split()
)
"""Family names so common as words that, without their marks, they tell nothing. Folded."""

NAME_WORDS: Final = frozenset(
    """văn thị đức hữu minh ngọc thanh quốc xuân bích thu thúy thùy thuỳ hồng lan hương phương anh tuấn hùng dũng cường mạnh long
    hải sơn nam trung kiên quân khánh khang khôi khoa bảo gia hân an bình chi châu duy duyên dung diễm diệp giang hà hạnh
    hằng hiền hiếu hiệp hoa hòa hoà hoài hoàng huệ huy huyền kiều kim lâm liên linh loan lộc lợi lực ly mai mỹ my mười nga ngân nghĩa
    nghi nguyên nguyệt nhi nhân nhật như nhung oanh phát phong phú phúc phước quang quý quyên quyền quỳnh sang sáng sương tài tâm
    tân thái thắng thành thảo thạch thiên thiện thịnh thoa thông thuận thục thư thương tiên tiến tín toàn toản trâm trân trang trí
    triều trinh trọng trúc trường tú tùng tuyền tuyết uyên vân vi việt vinh vĩnh vũ vương vy xoan yến yên ý đan đạt đăng điệp
    định đông đào ái ánh bá bạch băng ca cẩm cầm chiến chinh chính công cúc danh dân di dương đại đình đoan đoàn giao giáp hào hạ
    hợp hưng hường khải khuê kỳ lam lệ lê liễu luân lương lý mẫn mạnh mận miên ngà ngạn nhàn nhã nương phi phụng phượng
    quế sinh soạn sĩ sỹ tấn thăng thạnh thế thi thơ thuyên thuỷ thủy tiệp toại tố tráng trà trình tri từ tường tuân
    tuyến vượng vỹ xuyến nữ thất tôn viết đắc đắk hoạt hậu học lành lượng lưu luyến nết nhâm nhạn ninh oánh quyết
    sáu bảy tám năm bốn ba hai út tư chín tý sửu dần mão thìn tỵ ngọ mùi thân dậu tuất hợi đỗ hồ phan trần bùi đặng võ phạm huỳnh ngô
    nguyễn kha khiêm lãm nghiêm kiệt hưởng hoan hoạch hoè thái thuần thụy thụ trưởng vịnh xinh tường tùng vệ vọng
    cảnh cảng cương chương chung cao dự doanh giới hoán hiển hùng khâm khoát khương kha lập lâu luật nhất phổ quảng quyến sung
    siêu tạo thao thọ thuật trấn trực trụ vững bé bông bin na su bắp khoai""".split()
)  # fmt: skip

# Two words that begin like a name in plain letters or small print, and are none.
NOT_NAMES: Final = frozenset(
    phrase.strip()
    for phrase in """
    lương hưu|lệ phí|lý do|hồ sơ|hỗ trợ|họ tên|hộ gia|phản ánh|phần mềm|phân biệt|phạm vi|thai sản|thái sản|mai táng|trường hợp
    trường học|trường tiểu|trường trung|trung tâm|cao tuổi|cao nhất|cao đẳng|đăng ký|đăng nhập|đang làm|đang ở|đang dùng|đang hưởng
    đóng bảo|đóng tiếp|đơn vị|đồng thời|đồng ý|đồng chi|đường dây|đường link|đường bộ|tăng lương|tăng mức|tăng giảm|la gi
    tô thị|từ năm|từ tháng|từ ngày|từ đâu|từ khi|từ chối|từ trần|tư vấn|từ thiện|an toàn|an sinh|an tâm|an ninh|kim ngạch|phương án
    phương tiện|phương thức|quản lý|quan trọng|thân nhân|thân nhan|thẩm định|thẩm quyền|trang web|trang chủ|trang thiết|văn bản|văn phòng|văn thư|van de
    vấn đề|viên chức|viện phí|ứng dụng|ung thư|chung cư|chung minh|chứng minh|chu kỳ|chủ hộ|chủ nhật|chủ sử|hoa hồng|hoàn thành|hoàn cảnh
    hoàn lại|hướng dẫn|hưởng lương|hùng vương|giang mai|danh mục|danh sách|danh bạ|danh tính|danh dự|định danh|đình chỉ|đại lý|đại học|đào tạo
    dương tính|vi phạm|vi tính|lại thẻ|lại sao|lai nhu|làm sao|lâm sàng|lần trước|hà nội|hạ tầng|tra cứu|trả lời|trả góp|trả thẻ
    trà my|lộ trình|lợi ích|lợi dụng|số sổ|mã số|ma túy|quá trình|quá hạn|quá lâu|vợ chồng|vợ tôi|tham gia|triệu hai|triệu ba|triệu một|triệu hai|lại như|xa minh|viên thu|huong nhu|lương công|nhân viên|lương cơ|nhận tin|võ thuật|vụ việc|vừa rồi|vũ khí|do đó|đó là|đỗ xe
    đợt trước|ngõ số|ngõ hẻm|ngô khoai|tiết kiệm|tiểu học|tiểu đường|tiêu chí|tiêu chuẩn|thông tin|tống đạt|tổng đài|tổng số|tổng cộng|tổng thời|sử dụng
    sổ hưu|sổ hộ|sinh viên|sinh con|sinh nở|sinh mổ|quang binh|luật sư|lưu trữ|lưu ý|lưu trú|luật mới|phí tham|phó giám|phương pháp|phương xa
    nội trú|nông dân|nông thôn|ông bà|ông nội|ông ngoại|ninh kiều|cung cấp|cung ứng|cù lao|âu cơ|bạch mai|bạch đằng|phi nhân|biên bản|bien nhan|biên lai
    bế mạc|mở tài|mới sinh|mỗi năm|mỗi tháng|mạc dù|mẫn cảm|nhân viên|nhân sự|nhân khẩu|nhận thẻ|nhàn rỗi|quận ba|quận hai|quận bốn|quân nhân|quân đội
    châu âu|châu á|kiểu gì|kiều bào|khám thai|hứa hẹn|khúc mắc|hoa liễu|tưởng là|tướng tá|đậu phộng|đầu tư|đầu năm|đầu tháng|cầm thẻ|cầm cố|cầm giấy
    lục đục|lúc sinh|lúc nào|khổng lồ|không biết|không có|không nhận|không thấy|không vào|khương an|lượng thông|dung thẻ|dùng thẻ|dùng được|dùng chung
    dùng app|dung thu|đúng tuyến|đúng hạn|đúng không|đúng quy|tại nạn|tai nạn|tài khoản|tài liệu|thái độ|thai kỳ|thai lưu|thai nhi|thân mến|thân thiện|thành phố|thành viên
    cao huyết|cao bằng|diện tích|diện chính|điện thoại|điện tử|điện lực|điện báo|doanh nghiệp|hán việt|hàn quốc|hàng năm|hàng tháng|hằng năm|hằng tháng|hàng hải|nam giới
    phần trăm|hoàng sa|trường sa|thí điểm|vụ công|lê thê|hồ tây|bùi ngùi|ngô nghê|dương lịch|đặng chẳng|
    sơn la|ha long|ly hôn|lý lịch|ly thân|lý luận|trường an|lò vi|vàng bạc|vàng da|van tay|vân tay|giàng a|bảo hiểm|bảo lưu|bảo mật|bảo đảm|bảo vệ|bao lâu|bao nhiêu|báo cáo
    báo giảm|báo tăng|báo mất|bình thường|công ty|công dân|công nhân|công an|trong nước|trong năm|trong tháng|chưa có|chưa nhận|chưa thấy|kế toán|tạm trú|tạm thời|tạm dừng|tam tinh
    thi hành|thì sao|thì làm|thi đua|thi lại|thi tuyển|thì phải|thì được|thì có|thị xã|thị trấn|thị trường|thêm con|thảo luận|ở trường|trình duyệt|trình tự|trịnh trọng|trước sinh|kiến nghị|khoa học|kha khá
    """.replace("\n", "|").split("|")
    if phrase.strip()
)  # fmt: skip

# Words after which what sounds like a family name is the end of a compound: "hợp lệ", "dịch vụ". Folded pairs.
NOT_SURNAMES: Final = frozenset(
    "sinh vien|nhan vien|hoc vien|giao vien|chuyen vien|dang vien|doan vien|thanh vien|benh vien|hop le|ty le|ti le|dich vu|nghia vu|chuc vu|nhiem vu|phu huynh|ca ho|can ho|chu ho|che do|trinh do|muc do|toc do|bo do|luc do|tai do|sau do|tu do|chuyen do|cai do|so do|giay do|the do|khi do|vi du|o do"
    "|co phan|thanh phan|mot phan|dang ky|dau tran|phong vu|vo chong|dong ho|bao ho|cuu ho|giam ho|dai ly|phap ly|quan ly|xu ly|hop ly|ly le|vat ly|con duong|tieu duong|tu nguyen|tinh nguyen|thai nguyen|hoan le|nghi le|tran le".split(
        "|"
    )
)

# What cannot be the first word of a name given after "tên ..." or "tôi là ...". Folded.
NOT_AFTER_NAME_IS: Final = frozenset(
    """khong bi sai gi tren trong co chua duoc dang cua thi nao moi cu dung phai nhu va de o khac hay vua se da can muon hoi xin cho
    dang ky nhap truy mien cong co quan don vi truong benh lop to dem day thieu thua viet in hoa chu ghi khop lech khai nguoi chu so
    the gi sao ai vay day nua roi luon mot hai nhieu it rat cung van con thuong tat toan chinh giao sinh hoc nhan can bo nong giam ke
    lao dong chu ho thanh vien bac y duoc si tho lai cha me bo vo chong bau ba""".split()
)

# Where a name given after "tên ..." ends. Folded.
AFTER_NAME: Final = frozenset(
    """muon can hoi xin sinh co o so ma thi va nhe a ah u nha khong la cho dang lam nam tuoi que hien tru tai sdt cccd cmnd bhxh bhyt the
    dien duoc bi da chua cua voi de tra nho giup ben den toi em minh chau ngay thang dia nhu nay do ay nua roi cong""".split()
)

# What a person says of himself rather than of a form's field: an answer never consists of it.
COMMANDS: Final = frozenset(
    fold(phrase)
    for phrase in """
    hủy|hủy bỏ|huỷ|hủy đăng ký|thôi|thôi không|thôi nhé|thôi khỏi|dừng|dừng lại|dừng lại đi|thoát|kết thúc|quay lại|trở lại|trở về|về menu|menu|trợ giúp|giúp|giúp tôi|help
    bắt đầu lại|làm lại|làm lại từ đầu|restart|reset|bỏ qua|bỏ|skip|không có|ko có|khong co|k có|không|ko|hông|hong|không cần|chưa có|không nhớ|tôi không nhớ|không biết|tôi không biết|chưa biết
    có|vâng|dạ|dạ vâng|ừ|ừm|ờ|uh|um|uk|ukm|ok|oke|okie|oki|okay|ok luôn|được|được rồi|đc|dc|đúng r|đúng vậy|chuẩn|chuẩn rồi|đồng ý|đúng|đúng rồi|chính xác|sai|sai rồi|nhầm|nhầm rồi|xác nhận|tiếp|tiếp tục|gửi|gửi đi|nộp|gửi lại|gửi lại mã|gửi lại otp|chưa nhận được mã
    cảm ơn|cám ơn|cảm ơn nhiều|thanks|thank you|tks|tạm biệt|bye|chào|xin chào|hello|hi|alo|hey|chào bạn|dạ chào|gặp nhân viên|gặp tổng đài viên|gặp người|nói chuyện với người
    sửa|sửa lại|chỉnh sửa|thay đổi|nhập lại|xem lại|tóm tắt|đăng ký|tra cứu|đợi chút|chờ chút|chờ tí|chờ em chút|chờ tôi chút|đợi em chút|đợi xíu|chờ xíu|khoan đã|từ từ|xong|xong rồi|hết|hết rồi|được không|tại sao|vì sao|để làm gì|là gì|sao vậy|sao thế|gì vậy
    """.replace("\n", "|").split("|")
    if phrase.strip()
)  # fmt: skip
