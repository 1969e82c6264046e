"""Small files of every kind, and people for them to belong to."""

import base64
from collections.abc import Iterable
from pathlib import Path

LAN, BINH = "7911112222", "0122223333"
PEOPLE = (
    "ma_so_bhxh,ho_ten,ngay_sinh,gioi_tinh,tinh\n"
    f"{LAN},Trịnh Thị Lan,05/04/1980,nữ,79\n{BINH},Đỗ Gia Bình,2015-09-01,nam,01\n"
)
CARDS = (
    "so_the_bhyt,tu_ngay,den_ngay,noi_dang_ky_kcb,du_5_nam_tu\n"
    f"DN 4 79 {LAN},01/01/2026,31/12/2026,Bệnh viện Nguyễn Trãi,01/08/2015\nHS401{BINH},2025-10-01,,,\n"
)
PARTICIPATION = (
    "ma_so_bhxh,loai,tu_thang,den_thang,don_vi,nghe_nghiep_chuc_vu,noi_lam_viec,muc_luong,tien_luong_dong_bhxh,so_thang_cham_dong\n"
    f"{LAN},BHXH,08/2010,12/2018,Công ty A,Thợ may,Quận 5,5.000.000,4800000,0\n"
    f"{LAN},BHTNLĐ-BNN,2019-01,,Công ty B,Thợ may,Quận 5,8000000.00,8000000,2\n"
)
BENEFITS = (
    "ma_so_bhxh,nhom,so_qd_huong,ngay_qd_huong,che_do,tu_ngay,den_ngay,don_vi_dong_bh,so_tien,trang_thai,so_tai_khoan,ngan_hang\n"
    f"{LAN},odts,0412/QĐ-BHXH,02/04/2024,Thai sản,01/03/2024,31/08/2024,Công ty A,42.480.000,Đã chi trả,1902 0405 678,Agribank\n"
)
KCB = (
    "ma_lk,ma_cskcb,ma_so_bhxh,co_so_kcb,khoa,hinh_thuc,ngay_vao,ngay_ra,ma_benh,ten_benh,tong_chi_phi,bh_thanh_toan,bn_cung_chi_tra,bn_tu_tra\n"
    f"LK-1,79024,{LAN},Bệnh viện Nguyễn Trãi,Khoa Nội,Ngoại trú,14/03/2025,14/03/2025,J02.9,Viêm họng cấp,200000,144000,36000,20000\n"
    f"LK-2,79024,{LAN},Bệnh viện Nguyễn Trãi,Khoa Ngoại,nội trú,2024-11-02,2024-11-06,K35.8,Viêm ruột thừa,1000000,1000000,0,0\n"
)
XML1 = {
    "MA_LK": "79024.2025.0001",
    "MA_THE_BHYT": f"DN479{LAN}",
    "HO_TEN": "TRỊNH THỊ LAN",
    "CHAN_DOAN_RV": "Viêm họng cấp, không đặc hiệu",
    "MA_BENH_CHINH": "J02.9",
    "NGAY_VAO": "202503140830",
    "NGAY_RA": "202503141015",
    "NGAY_TTOAN": "202503141020",
    "T_TONGCHI_BV": "200000.00",
    "T_BHTT": "144000.00",
    "T_BNCCT": "36000.00",
    "T_BNTT": "20000.00",
    "T_NGUONKHAC": "0",
    "MA_LOAI_KCB": "01",
    "MA_KHOA": "K01",
    "MA_CSKCB": "79024",
}


def write(folder: Path, content: str | bytes, name: str = "tep.csv") -> Path:
    """The file, in UTF-8."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def xml1(**changes: str) -> str:
    """An XML1 part with some fields different."""
    fields = "".join(f"<{name}>{value}</{name}>" for name, value in {**XML1, **changes}.items())
    return f'<?xml version="1.0" encoding="utf-8"?><TONG_HOP>{fields}</TONG_HOP>'


def xml2(*drugs: dict[str, str]) -> str:
    """An XML2 part of drugs."""
    return _items("CHITIEU_CHITIET_THUOC", "DSACH_CHI_TIET_THUOC", "CHI_TIET_THUOC", drugs)


def xml3(*services: dict[str, str]) -> str:
    """An XML3 part of services and materials."""
    return _items("CHITIEU_CHITIET_DVKT_VTYT", "DSACH_CHI_TIET_DVKT", "CHI_TIET_DVKT", services)


def _items(root: str, listed: str, name: str, items: Iterable[dict[str, str]]) -> str:
    inner = (
        f"<{name}>{''.join(f'<{field}>{value}</{field}>' for field, value in item.items())}</{name}>" for item in items
    )
    return f"<{root}><{listed}>{''.join(inner)}</{listed}></{root}>"


def envelope(parts: Iterable[str | bytes], head: str = "") -> str:
    """An envelope with one dossier for each XML1 part."""
    return dossiers([{"XML1": part, "XML2": "<xml/>", "XML4": "later"} for part in parts], head)


def dossiers(each: Iterable[dict[str, str | bytes]], head: str = "") -> str:
    """An envelope with dossiers of parts."""
    dossiers = "".join(f"<HOSO>{''.join(_part(kind, part) for kind, part in one.items())}</HOSO>" for one in each)
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{head}<GIAMDINHHS><THONGTINDONVI><MACSKCB>79024</MACSKCB></THONGTINDONVI>'
        f"<THONGTINHOSO><NGAYLAP>20250315</NGAYLAP><DANHSACHHOSO>{dossiers}</DANHSACHHOSO></THONGTINHOSO></GIAMDINHHS>"
    )


def _part(kind: str, part: str | bytes) -> str:
    content = base64.b64encode(part if isinstance(part, bytes) else part.encode()).decode()
    return f"<FILEHOSO><LOAIHOSO>{kind}</LOAIHOSO><NOIDUNGFILE>{content}</NOIDUNGFILE></FILEHOSO>"
